package kaonavi

import (
	"cmp"
	"slices"

	"dandori/bindings/kaonavi/api"
)

func fieldName(f api.Field) string       { return f.Name }
func fieldID(f api.Field) api.Int        { return f.ID }
func sheetName(s api.SheetLayout) string { return s.Name }
func sheetID(s api.SheetLayout) api.Int  { return s.ID }

// sorted returns items by their names, and those of one name by their ids.
func sorted[T any](items []T, name func(T) string, id func(T) api.Int) []T {
	return slices.SortedFunc(slices.Values(items), func(x, y T) int {
		return cmp.Or(cmp.Compare(name(x), name(y)), cmp.Compare(id(x), id(y)))
	})
}

// once returns the sheets by their ids, each once: ids are unique, and a type is named after each.
func once(sheets []api.SheetLayout) []api.SheetLayout {
	byID := sorted(sheets, func(api.SheetLayout) string { return "" }, sheetID)
	return slices.CompactFunc(byID, func(x, y api.SheetLayout) bool { return x.ID == y.ID })
}

// taken are the names that mean something else in every object of a script, and none.
var taken = []string{
	"", "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
}

// unique returns, sorted, the items whose names are theirs alone.
func unique[T any](items []T, name func(T) string) []T {
	times := map[string]int{}
	for _, word := range taken {
		times[word]++
	}
	for _, item := range items {
		times[name(item)]++
	}
	alone := slices.DeleteFunc(slices.Clone(items), func(item T) bool { return times[name(item)] > 1 })
	return sorted(alone, name, func(T) api.Int { return 0 })
}

// common is a name that is not one thing's alone.
type common struct {
	name string
	ids  []string
}

// shared returns, sorted, the names that are no single item's, with the ids of those that have them.
func shared[T any](items []T, name func(T) string, id func(T) api.Int) []common {
	var all []common
	for _, item := range sorted(items, name, id) {
		if n := len(all); n == 0 || all[n-1].name != name(item) {
			all = append(all, common{name: name(item)})
		}
		last := &all[len(all)-1]
		last.ids = append(last.ids, id(item).String())
	}
	return slices.DeleteFunc(all, func(c common) bool { return len(c.ids) == 1 && !slices.Contains(taken, c.name) })
}
