package workflow

import (
	"reflect"
	"slices"
	"strings"
)

// What follows says in JSON Schema what the decode method of each type reads.

func (*Workflow) schema() schema {
	s := objectOf(reflect.TypeFor[Workflow]())
	properties := s["properties"].(schema)
	properties["name"].(schema)["pattern"] = `^([\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,99})?$`
	properties["script"].(schema)["minLength"] = 1
	s["required"] = []string{"script"}
	return s
}

func (*Lock) schema() schema { return matching(`^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,99}$`) }

func (*Ref) schema() schema { return schema{"type": "string"} }

func (*Natural) schema() schema { return schema{"type": "integer", "minimum": 0} }

func (*Count) schema() schema { return schema{"type": "integer", "minimum": 1} }

func (*Factor) schema() schema { return schema{"type": "number", "minimum": 1, "maximum": 1000} }

const (
	spanPart = `\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d`
	someSpan = `(?=.*[1-9])` // a span of nothing is none
)

func (*Duration) schema() schema { return matching(`^` + someSpan + `(` + spanPart + `))+$`) }

func (*Age) schema() schema { return matching(`^` + someSpan + `(` + spanPart + `|y))+$`) }

func (*Catchup) schema() schema { return matching(`^(skip|` + someSpan + `(` + spanPart + `))+)$`) }

func (*Percent) schema() schema {
	return matching(`^(?=.*[1-9])(100(\.0+)?|\d{1,2}(\.\d+)?|0\d{2}(\.\d+)?)%$`)
}

func (*Size) schema() schema { return matching(`^(?=.*[1-9])\d{1,12}(B|KiB|MiB|GiB)$`) }

func (*Zone) schema() schema {
	return schema{"type": "string", "not": schema{"enum": []string{"", "Local"}}, "examples": []string{DefaultZone, "UTC"}}
}

// inProject are the texts that outside does not refuse.
const inProject = `^(?!$|[/\\]|\.\.(?:[/\\]|$)|.:)`

func (*Pattern) schema() schema { return matching(inProject + `.*[^/]$`) }

func (*Path) schema() schema {
	return matching(inProject + `(?!(\.[/\\])*(\.dandori|\.git)([/\\]|$))(?!(\.[/\\])*\.env)`)
}

func (*Target) schema() schema {
	s := new(Path).schema()
	s["pattern"] = s["pattern"].(string) + `(?!(\.[/\\])*(dandori\.yaml|workflows|scripts|node_modules)([/\\]|$))`
	return s
}

func (*Schedule) schema() schema {
	s := matching(`^(\s*([^\s@]\S*\s+){4}\S+\s*|@businessday ([01]\d|2[0-3]):[0-5]\d)$`)
	s["examples"] = []string{"0 6 * * 1-5", "@businessday 06:00"}
	return s
}

func (*Files) schema() schema {
	trigger := objectOf(reflect.TypeFor[Glob]())
	trigger["required"] = []string{"match"}
	match := orList(new(Pattern).schema())
	match["anyOf"].([]schema)[1]["minItems"] = 1
	match["description"] = meanings["Glob.match"]
	trigger["properties"].(schema)["match"] = match
	return orList(schema{"anyOf": []schema{new(Pattern).schema(), trigger}})
}

func (*Secret) schema() schema { return new(Template).schema() }

// The texts in which each ${ is closed and names a variable.
func (*Template) schema() schema {
	return matching(`^([^$]|\$(?!\{)|\$\{[A-Za-z_][A-Za-z0-9_]*\})*$`)
}

// address narrows a text to an address of the web, unless a variable stands in it.
func address(s any) {
	s.(schema)["pattern"] = `^(?=https?://[^/]|.*\$\{)` + s.(schema)["pattern"].(string)[1:]
}

func (*Store) schema() schema {
	s := new(Template).schema()
	s["pattern"] = `^(?!(?!postgres(ql)?://)[^$]*?://)` + s["pattern"].(string)[1:]
	return s
}

func (*Params) schema() schema {
	one := objectOf(reflect.TypeFor[Param]())
	one["type"] = []string{"object", "null"}
	properties := one["properties"].(schema)
	for name, s := range literals() {
		s["description"] = properties[name].(schema)["description"]
		properties[name] = s
	}
	one["allOf"] = typed()
	one["not"] = schema{"type": "object", "properties": schema{"required": schema{"const": true}, "default": schema{"not": schema{"type": "null"}}}, "required": []string{"required", "default"}}
	return named(`^[\p{L}_][\p{L}\p{N}_-]*$`, one)
}

// literals are the keys of a parameter whose values are of the parameter's own type.
func literals() map[string]schema {
	value := schema{"type": []string{"string", "number", "boolean"}}
	return map[string]schema{"default": orNull(value), "enum": orNull(orList(schema{"type": []string{"string", "number", "boolean"}}))}
}

// typed says what values the types of parameters have.
func typed() (rules []schema) {
	types := map[ParamType]schema{
		Number: {"type": "number"}, Boolean: {"type": "boolean"}, Date: matching(`^\d{4}-\d\d-\d\d(T.*)?$`), File: matching(inProject + `.`),
	}
	rule := func(when schema, value schema) schema {
		return schema{"if": when, "then": schema{"properties": schema{
			"default": schema{"anyOf": []schema{value, {"type": "null"}}},
			"enum":    schema{"anyOf": []schema{value, {"type": "array", "items": value}, {"type": "null"}}},
		}}}
	}
	text := schema{"properties": schema{"type": schema{"enum": []string{string(String)}}}}
	rules = append(rules, rule(text, schema{"type": "string"}))
	for _, kind := range []ParamType{Number, Boolean, Date, File} {
		rules = append(rules, rule(schema{"properties": schema{"type": schema{"const": string(kind)}}, "required": []string{"type"}}, types[kind]))
	}
	return rules
}

func (*Channels) schema() schema {
	one := objectOf(reflect.TypeFor[Channel]())
	one["minProperties"], one["maxProperties"] = 1, 1
	for _, h := range (Channel{}).hooks() {
		address(one["properties"].(schema)[h.kind])
	}
	return named(channelName.String(), one)
}

func (*Mail) schema() schema {
	mail := objectOf(reflect.TypeFor[Mail]())
	server := mail["properties"].(schema)["server"].(schema)
	server["pattern"] = `^(?=[^:]+:\d{1,5}$|\[[^\]]+\]:\d{1,5}$|.*\$\{)` + server["pattern"].(string)[1:]
	for _, key := range []string{"from", "user", "password"} {
		mail["properties"].(schema)[key].(schema)["minLength"] = 1
	}
	mail["properties"].(schema)["to"].(schema)["minItems"] = 1
	mail["required"] = []string{"server", "from", "to"}
	mail["dependentRequired"] = schema{"user": []string{"password"}, "password": []string{"user"}}
	return mail
}

func (*Connections) schema() schema {
	one := objectOf(reflect.TypeFor[Connection]())
	one["required"] = []string{"kind"}
	address(one["properties"].(schema)["baseURL"])
	var rules []schema
	for _, v := range vendors {
		allowed := schema{}
		for _, key := range slices.Concat(shared, v.credentials, v.extra) {
			allowed[key] = true
		}
		allowed["version"] = schema{"anyOf": []schema{{"const": ""}, matching(v.versions.String())}}
		allowed["limits"] = orList(schema{"type": "object", "properties": schema{"of": schema{"enum": slices.Concat([]string{""}, v.classes)}}})
		rules = append(rules, schema{
			"if": schema{"properties": schema{"kind": schema{"const": string(v.kind)}}, "required": []string{"kind"}},
			"then": schema{"properties": allowed, "additionalProperties": false, "anyOf": []schema{
				{"properties": schema{"sandbox": schema{"const": true}}, "required": []string{"sandbox"}}, {"required": v.credentials},
			}},
		})
	}
	one["allOf"] = rules
	s := named(connectionName.String(), one)
	s["propertyNames"].(schema)["not"] = schema{"enum": reserved}
	return s
}

func (*Limit) schema() schema {
	s := objectOf(reflect.TypeFor[Limit]())
	s["required"] = strings.Fields("requests per")
	return s
}
