package sandbox

// readMemberLayout is メンバー情報 レイアウト設定 取得 (§8.1). It has no age,
// years_of_service and face_image.
func (s *Sandbox) readMemberLayout(q *request) answer {
	v := s.options.Variant
	o := object{{"code", layoutOf("社員番号", "string", codeMax, true, []string{}, v)}}
	for _, b := range basics() {
		labels := []string{}
		if b.key == genderKey {
			labels = genders()
		}
		o = append(o, pair{b.key, layoutOf(b.name, b.kind, b.max, false, labels, v)})
	}
	return ok(append(o,
		pair{"department", layoutOf("所属", "department", 0, false, []string{}, v)},
		pair{"sub_departments", layoutOf("兼務情報", "department[]", 0, false, []string{}, v)},
		pair{"custom_fields", s.fieldLayouts(q, s.company.fields)}))
}

// fieldLayouts are the items, the calculated ones only when they are asked for.
func (s *Sandbox) fieldLayouts(q *request, fields []*field) []object {
	out := []object{}
	for _, f := range fields {
		if f.detail != formula || q.calculated {
			out = append(out, f.layout(s.options.Variant))
		}
	}
	return out
}

func (s *Sandbox) sheetLayout(q *request, sheet *sheet) object {
	return object{{"id", sheet.id}, {"name", sheet.name}, {"record_type", sheet.recordType}, {"custom_fields", s.fieldLayouts(q, sheet.fields)}}
}

// readSheetLayouts is シート情報 レイアウト設定 一括取得: its root is "sheets" (§8.1, B).
func (s *Sandbox) readSheetLayouts(q *request) answer {
	list := []object{}
	for _, sheet := range s.company.sheets {
		list = append(list, s.sheetLayout(q, sheet))
	}
	return ok(object{{"sheets", list}})
}

// readSheetLayout is シート情報 レイアウト設定 取得: one object, bare.
func (s *Sandbox) readSheetLayout(q *request) answer {
	sheet := s.company.sheetOf(q.id(0))
	if sheet == nil {
		return s.errorsOf(404, "sheet_id: "+noSheet)
	}
	return ok(s.sheetLayout(q, sheet))
}
