// The methods of iterators that use them up (ECMA-262 §27.1.4).
((web) => {
  "use strict";
  const { END, close, guard, open, pull, receiver, needFunction } = web.script("walk");
  // search calls f with every value until it answers; what it answers is the result.
  const search = (self, method, f, test, otherwise) => {
    const it = receiver(self);
    needFunction(it, f, method);
    const walk = open(it);
    for (let i = 0, v; (v = pull(walk)) !== END; i++) {
      const answer = guard(it, () => test(f(v, i), v));
      if (answer !== undefined) { close(it); return answer.value; }
    }
    return otherwise;
  };

  return {
    reduce(reducer, ...initial) {
      const it = receiver(this);
      needFunction(it, reducer, "reduce");
      const walk = open(it);
      let i = 0, sum = initial[0];
      if (initial.length === 0) {
        sum = pull(walk);
        if (sum === END) throw new TypeError("Reduce of an empty iterator with no initial value");
        i = 1;
      }
      for (let v; (v = pull(walk)) !== END; i++) sum = guard(it, () => reducer(sum, v, i));
      return sum;
    },
    toArray() {
      const walk = open(receiver(this)), all = [];
      for (let v; (v = pull(walk)) !== END;) all.push(v);
      return all;
    },
    forEach(procedure) { search(this, "forEach", procedure, () => undefined); },
    some(predicate) { return search(this, "some", predicate, (yes) => (yes ? { value: true } : undefined), false); },
    every(predicate) { return search(this, "every", predicate, (yes) => (yes ? undefined : { value: false }), true); },
    find(predicate) { return search(this, "find", predicate, (yes, value) => (yes ? { value } : undefined)); },
  };
})
