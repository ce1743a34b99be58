// The frame of a one-off migration: migrate() of the module "dandori". What it
// asks of tools is journaled, where it is more than a computation: so the whole
// is gone through again as it was when the run goes on.
((tools) => {
  const sync = Symbol.for("dandori.sync");
  const CHUNK = 500; // items whose marks are looked up together
  const REASON = 2000; // characters of a reason that stands at each item of a batch

  // walk opens a source of any kind. next() gives { value, done, sync: true } or a promise of { value, done }.
  const walk = (source) => {
    if (source[sync]) {
      const it = source[sync]();
      return { next: () => it.next(), end: () => it.return() };
    }
    const slow = source[Symbol.asyncIterator];
    const it = (slow || source[Symbol.iterator]).call(source);
    const end = () => (it.return ? it.return() : undefined);
    if (slow) return { next: async () => it.next(), end };
    return { next: () => { const r = it.next(); return { value: r.value, done: r.done, sync: true }; }, end };
  };

  const isSource = (v) => v !== null && typeof v === "object" &&
    [v[sync], v[Symbol.asyncIterator], v[Symbol.iterator]].some((f) => typeof f === "function");

  // why is what goes into the file of failures, and into the report: its class alone.
  const why = (e) => {
    if (e === null || typeof e !== "object") return { reason: String(e), of: "Error" };
    const said = [String(e.message || e.name || "Error")];
    for (const more of [].concat(e.errors || [], e.messages || [])) {
      if (typeof more === "string" && !said[0].includes(more)) said.push(more);
    }
    return { reason: said.join(" / ").slice(0, REASON), of: e.status ? `${e.name} ${e.status}` : String(e.name || "Error") };
  };

  // These are about no single item: a person said no, the workflow was not given this, the credentials are wrong.
  const ends = (e) => e !== null && typeof e === "object" &&
    (e.name === "Rejected" || e.name === "PermissionError" || (e.name === "VendorError" && e.status === 401));

  return async function migrate(options) {
    const here = new Error().stack;
    const source = options !== null && typeof options === "object" ? options.source : undefined;
    const o = tools.options(options, isSource(source));
    const begun = await tools.begin(o);
    const n = { source: 0, done: 0, before: 0, failed: 0, duplicates: 0, changed: 0, unfinished: 0, verified: 0, differing: 0 };
    const troubles = []; // what needs a person: { kind, json, … }
    const seen = new Map(); // the place of each key in the source
    const there = []; // the keys that the target should have
    const size = o.batch || 1;
    let stop = null; // { error } that ends it early

    const bar = tools.progress(o.name, o.total);
    const trouble = (kind, entry, more) => { n[kind]++; troubles.push({ kind, n: entry.n, json: entry.json, ...more }); bar.tick(1); };

    // Samples are those whose keys give the smallest numbers: chance of a kind that a replay has again.
    let samples = [];
    const sampled = (entry) => {
      if (!o.sample || o.samples === 0) return;
      const rank = tools.rank(entry.key);
      if (samples.length === o.samples && rank >= samples[samples.length - 1].rank) return;
      let at = samples.length;
      while (at > 0 && samples[at - 1].rank > rank) at--;
      samples.splice(at, 0, { rank, entry });
      if (samples.length > o.samples) samples.pop();
    };

    // marked says what a mark makes of an item; true: it is to be written.
    const marked = (entry, mark, at) => {
      if (mark) entry.attempt = (mark.n || 0) + 1;
      if (!mark || mark.s === "failed" || (mark.s === "begun" && (mark.own || o.unfinished === "write"))) return true;
      if (mark.s === "begun") { trouble("unfinished", entry, { run: mark.r, at }); return false; }
      if (mark.h === entry.sum || o.changed !== "write") there.push(entry.key);
      if (mark.h === entry.sum) { n.before++; bar.tick(1); sampled(entry); return false; }
      if (o.changed === "write") return true;
      trouble("changed", entry, { since: mark.at, run: mark.r, at });
      return false;
    };

    // Items come in chunks: they are read, their keys compared, their marks looked up.
    const it = walk(o.source);
    const ready = [];
    let over = false, filling = null;
    const take = (value) => {
      const taken = tools.take(value);
      const entry = { n: ++n.source, item: taken[0], json: taken[1], sum: taken[2], attempt: 1 };
      entry.key = tools.key(o.key(entry.item));
      return entry;
    };
    const chunk = async () => {
      const found = [], twice = [];
      while (found.length < Math.max(CHUNK, size)) {
        let r = it.next();
        if (!r.sync) r = await r;
        if (r.done) { over = true; break; }
        const entry = take(r.value);
        const first = seen.get(entry.key);
        if (entry.key === "" || first !== undefined) twice.push({ entry, first });
        else { seen.set(entry.key, entry.n); found.push(entry); }
      }
      if (found.length + twice.length === 0) return;
      const { at, marks } = await tools.look(o.name, found.map((e) => e.key));
      for (const { entry, first } of twice) {
        if (entry.key === "") trouble("failed", entry, { of: "blank", at });
        else trouble("duplicates", entry, { first, at });
      }
      found.forEach((entry, i) => { if (marked(entry, marks[i], at)) ready.push(entry); });
    };
    const fill = () => (filling = filling || chunk().finally(() => { filling = null; }));

    // settle enters what became of items, and that others are begun; it returns those that may be written.
    const settle = async (ended, next) => {
      const { at, marks } = await tools.step(o.name,
        ended.map(({ entry, failed }) => ({ key: entry.key, sum: entry.sum, n: entry.attempt, failed: !!failed })),
        next.map((entry) => ({ key: entry.key, sum: entry.sum, n: entry.attempt })),
        { changed: o.changed === "write", unfinished: o.unfinished === "write" });
      for (const { entry, failed } of ended) {
        if (failed) trouble("failed", entry, { ...failed, at });
        else { n.done++; there.push(entry.key); bar.tick(1); sampled(entry); }
      }
      return next.filter((entry, i) => marked(entry, marks[i], at));
    };

    const write = async (group) => {
      const attempt = group.reduce((most, entry) => Math.max(most, entry.attempt), 1);
      try {
        const answer = await o.write(o.batch ? group.map((entry) => entry.item) : group[0].item, { attempt });
        const refused = tools.refused(answer, group.map((entry) => entry.key));
        return group.map((entry) => ({ entry, failed: refused[entry.key] === undefined ? null : { reason: refused[entry.key], of: "refused" } }));
      } catch (e) {
        if (ends(e)) stop = stop || { error: e };
        return group.map((entry) => ({ entry, failed: why(e) }));
      }
    };

    const worker = async () => {
      let ended = [];
      try {
        for (;;) {
          while (ready.length < size && !over && !stop) {
            if (ended.length > 0) { const was = ended; ended = []; await settle(was, []); continue; }
            await fill();
          }
          const group = stop ? [] : ready.splice(0, size);
          if (group.length + ended.length === 0) return;
          const was = ended;
          ended = [];
          const free = await settle(was, group);
          if (free.length > 0) ended = await write(free);
        }
      } catch (error) {
        stop = stop || { error };
        if (ended.length > 0) await settle(ended, []);
      }
    };
    await Promise.all(Array.from({ length: o.concurrency }, worker));
    if (!over) { try { await it.end(); } catch (error) { stop = stop || { error }; } }

    // Both sides are compared.
    let counts = null;
    const verify = async () => {
      if (o.count) {
        counts = tools.counts(await o.count(there), there.length);
      }
      for (const { entry } of samples) {
        const fields = tools.compare(entry.item, await o.sample(entry.item));
        n.verified++;
        if (fields !== undefined) { n.differing++; troubles.push({ kind: "differing", n: entry.n, json: entry.json, fields, at: null }); }
      }
    };
    if (!stop && !begun.dryRun && (o.count || o.sample)) {
      try { await verify(); } catch (error) { stop = { error }; }
    }

    troubles.sort((a, b) => a.n - b.n);
    const differs = n.differing > 0 || (counts !== null && counts.source !== counts.target);
    const ok = !stop && !differs && n.failed + n.duplicates + n.changed + n.unfinished === 0;
    const end = await tools.files(o, begun, { ok, ...n, counts, stopped: !!stop }, troubles);
    if (stop) throw stop.error;
    const result = { name: o.name, ok, ...n, counts, startedAt: begun.at, finishedAt: end.at, files: end.files };
    if (differs && o.onDifference === "throw") {
      const e = tools.differs(result);
      e.stack = `${e.name}: ${e.message}\n` + here.slice(here.indexOf("\n") + 1);
      throw e;
    }
    return result;
  };
})
