package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// The files in which a project keeps the schemas, beside its dandori.yaml.
const (
	SchemaFile        = "dandori-workflow.schema.json"
	ProjectSchemaFile = "dandori.schema.json"
)

// Schema returns the JSON Schema of a workflow's document, for editors: what
// the reader refuses for its form alone, and what each key means.
func Schema() []byte {
	return written[Workflow]("A workflow of dandori: one document of workflows/*.yaml")
}

// ProjectSchema returns the JSON Schema of dandori.yaml.
func ProjectSchema() []byte {
	return written[Project]("The configuration of a dandori project: dandori.yaml")
}

func written[T any](title string) []byte {
	s := schemaOf(reflect.TypeFor[T]())
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = title
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(s); err != nil {
		panic(fmt.Sprintf("workflow: a schema that is no JSON: %v", err)) // it is made of maps, lists and texts
	}
	return b.Bytes()
}

// schema is one schema of JSON Schema, draft 2020-12, by its keywords.
type schema map[string]any

// drafter is a type that reads its own value and says what values it reads.
type drafter interface{ schema() schema }

// schemaOf returns the schema of what reader.value reads into a value of type t.
func schemaOf(t reflect.Type) schema {
	switch v := reflect.New(t).Interface().(type) {
	case drafter:
		return v.schema()
	case chooser:
		return schema{"enum": v.choices()}
	}
	switch t.Kind() {
	case reflect.Struct:
		return objectOf(t)
	case reflect.Slice:
		return orList(schemaOf(t.Elem()))
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	default:
		return schema{"type": "integer"}
	}
}

// valued are the types whose keys mean nothing without a value.
var valued = []reflect.Type{reflect.TypeFor[Connection](), reflect.TypeFor[Limit](), reflect.TypeFor[Channel](), reflect.TypeFor[Mail]()}

// objectOf returns the schema of keys and values by the yaml tags of struct type t.
func objectOf(t reflect.Type) schema {
	properties := schema{}
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("yaml")
		if name == "" || name == "-" {
			continue
		}
		s := schemaOf(f.Type)
		if f.Type.Kind() != reflect.String && !slices.Contains(valued, t) {
			s = orNull(s)
		}
		s["description"] = meanings[t.Name()+"."+name]
		properties[name] = s
	}
	return schema{"type": "object", "properties": properties, "additionalProperties": false}
}

// orList lets what stands alone be a list of one, as the reader does.
func orList(item schema) schema {
	return schema{"anyOf": []schema{item, {"type": "array", "items": item}}}
}

// orNull lets a key stand without a value, which is as if it were not there.
func orNull(s schema) schema {
	if list, ok := s["anyOf"].([]schema); ok && len(s) == 1 {
		return schema{"anyOf": append(slices.Clone(list), schema{"type": "null"})}
	}
	if kind, ok := s["type"].(string); ok {
		s["type"] = []string{kind, "null"}
		return s
	}
	return schema{"anyOf": []schema{s, {"type": "null"}}}
}

// named is the schema of a mapping whose keys people choose.
func named(keys string, value schema) schema {
	return schema{"type": "object", "propertyNames": schema{"pattern": keys}, "additionalProperties": value}
}

// matching is the schema of a text.
func matching(pattern string) schema { return schema{"type": "string", "pattern": pattern} }
