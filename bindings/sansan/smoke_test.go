package sansan_test

import "testing"

func TestSmoke(t *testing.T) {
	in(t, setup{}, func(o *office) {
		var v any
		o.returns(`const cards = await sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01" }).toArray();
		const users = await sansan.organization.users.list().toArray();
		const departments = await sansan.organization.departments.list().toArray();
		const tags = await sansan.tags.list({range:"all", type:["private","public","shared"]}).toArray();
		return {n: cards.length, card: cards[0], user: users[0], dep: departments.slice(0,3), tags: tags.slice(0,2), tn: tags.length,
		 p: await sansan.persons.get(cards[0].personId), img: (await sansan.bizCards.image(cards[0].id))?.length, ec: await sansan.settings.emailClient.get() }`, &v)
		t.Logf("%v", v)
	})
}
