package kaonavi_test

import (
	"fmt"
	"testing"
	"time"

	"dandori/bindings/kaonavi/sandbox"
	"dandori/bindings/simulator"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
)

// Several files are downloaded at once, and come in the order of the list.
func TestFilesComeAheadAndInOrder(t *testing.T) {
	took := map[int]time.Duration{}
	for _, parallel := range []int{1, 8} {
		in(t, setup{box: sandbox.Options{Size: 100, Latency: latency()}}, func(o *office) {
			begun := time.Now()
			o.want(fmt.Sprintf(`const codes = [];
				for (const f of await kaonavi.members.faceImages.list().files({ parallel: %d }).toArray()) codes.push(f.code);
				return codes.length > 20 && String(codes) === String((await kaonavi.members.faceImages.list().toArray()).map((f) => f.code))`, parallel), `true`)
			took[parallel] = time.Since(begun)
		})
	}
	if took[8] > took[1]/3 {
		t.Errorf("one at a time takes %v, eight take %v", took[1], took[8])
	}
}

// What nobody will look at is not downloaded.
func TestTakeDownloadsNoMore(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 100}}, func(o *office) {
		o.want(`return (await kaonavi.members.faceImages.list().files().take(2).toArray()).length`, `2`)
		if n := o.box.Counts().Requests["download"]; n > 2 {
			o.Errorf("%d downloads", n)
		}
	})
}

// Links live for 15 minutes; a script that takes longer gets the files all the same.
func TestLinksThatDied(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 100}}, func(o *office) {
		o.want(`let n = 0;
			await kaonavi.members.faceImages.list().files({ parallel: 2 }).forEach(async (f) => {
				if (f.bytes.length > 0) n++;
				if (n === 3 || n === 9) await new Promise((go) => setTimeout(go, 20 * 60_000));
			});
			return n === (await kaonavi.members.faceImages.list().toArray()).length`, `true`)
		if n := o.box.Counts().Requests["members.faceImages.list"]; n != 4 {
			o.Errorf("the list was asked for %d times", n)
		}
	})
	in(t, setup{}, func(o *office) {
		o.want(`const field = kaonavi.sheet("資格").attachments("認定証");
			const [row] = await field.list().toArray();
			const get = () => field.download(row.code, row.records[0].file_name);
			const first = await get();
			await new Promise((go) => setTimeout(go, 20 * 60_000));
			const second = await get();
			return String(first) === String(second)`, `true`)
		if n := o.box.Counts().Requests["sheet.attachments.list"]; n != 2 {
			o.Errorf("the list was asked for %d times", n)
		}
	})
}

// A run that was killed among its downloads goes on behind the last one.
func TestDownloadsGoOnAfterACrash(t *testing.T) {
	body := `const all = await kaonavi.members.faceImages.list().files({ parallel: 3 }).map((f) => f.code + f.bytes.length).toArray(); return all`
	in(t, setup{box: sandbox.Options{Size: 60}}, func(o *office) {
		whole := &journal.Memory{}
		want := o.run(body, whole)
		if want.State != engine.Succeeded {
			o.Fatalf("%+v", want.Failure)
		}
		for cut := 0; cut < whole.Len(); cut += 3 {
			before := o.box.Counts().Requests["download"]
			log := whole.Keep(cut)
			if got := o.run(body, log); got.State != engine.Succeeded || string(got.Value) != string(want.Value) {
				o.Errorf("cut at %d: %s, want %s: %+v", cut, got.Value, want.Value, got.Failure)
			}
			if n := o.box.Counts().Requests["download"] - before; cut > whole.Len()/2 && n > whole.Len()/3 {
				o.Errorf("cut at %d of %d: %d downloads", cut, whole.Len(), n)
			}
		}
	})
}

func latency() *simulator.Latency {
	return simulator.NewLatency(1, simulator.Spread{Min: 200 * time.Millisecond, Max: 200 * time.Millisecond}, simulator.Spread{})
}
