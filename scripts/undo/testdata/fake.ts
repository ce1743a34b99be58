// A company in memory with the methods of the connections, for tests.

type Row = Record<string, any>;

const list = (rows: () => Row[]) => () => ({ toArray: async () => structuredClone(rows()) });

export class Company {
  calls: string[] = [];
  members: Row[] = [];
  departments: Row[] = [];
  users: Row[] = [];
  webhooks: Row[] = [];
  permissions: Row[] = [];
  choices: Row[] = [];
  sheets: Record<string, { record_type: number; rows: Row[] }> = {};

  private call(name: string, ...args: unknown[]) {
    this.calls.push(name + " " + args.map((a) => JSON.stringify(a)).join(" "));
  }

  private patch(rows: Row[], key: string, sent: Row[]) {
    for (const s of sent) {
      const at = rows.find((r) => String(r[key]) === String(s[key]));
      if (!at) throw new Error("there is no " + s[key]);
      Object.assign(at, s, at.fields || s.fields ? { fields: { ...at.fields, ...s.fields } } : {});
    }
  }

  get kaonavi() {
    const c = this;
    return {
      layouts: {
        members: async () => ({ custom_fields: [] }),
        sheet: async (id: string) => ({ record_type: c.sheets[id]!.record_type, custom_fields: ["資格", "年"].map((name, id) => ({ id, name, type: "string" })) }),
      },
      members: {
        list: list(() => c.members),
        create: async (rows: Row[]) => (c.call("members.create", rows), void c.members.push(...rows)),
        update: async (rows: Row[]) => (c.call("members.update", rows), c.patch(c.members, "code", rows)),
        delete: async (codes: string[], o: unknown) => (c.call("members.delete", codes, o), void (c.members = c.members.filter((m) => !codes.includes(m.code)))),
      },
      departments: {
        list: list(() => c.departments),
        replaceAll: async (rows: Row[], o: unknown) => (c.call("departments.replaceAll", rows, o), void (c.departments = rows)),
      },
      sheet: (id: string) => ({
        list: list(() => c.sheets[id]!.rows),
        update: async (rows: Row[]) => {
          c.call("sheet.update", id, rows);
          c.sheets[id]!.rows = [...c.sheets[id]!.rows.filter((r) => !rows.some((x) => x.code === r.code)), ...rows];
        },
      }),
      users: {
        list: list(() => c.users),
        update: async (id: string, user: Row) => (c.call("users.update", id, user), c.patch(c.users, "id", [{ ...user, id }])),
        delete: async (id: string, o: unknown) => (c.call("users.delete", id, o), void (c.users = c.users.filter((u) => String(u.id) !== id))),
      },
      webhooks: {
        list: list(() => c.webhooks),
        update: async (id: string, hook: Row) => (c.call("webhooks.update", id, hook), c.patch(c.webhooks, "id", [{ ...hook, id }])),
        delete: async (id: string) => (c.call("webhooks.delete", id), void (c.webhooks = c.webhooks.filter((u) => String(u.id) !== id))),
      },
      advancedPermissions: (type: string) => ({
        list: list(() => c.permissions),
        replaceAll: async (rows: Row[], o: unknown) => (c.call("advancedPermissions.replaceAll", type, rows, o), void (c.permissions = rows)),
      }),
      enumOptions: {
        get: async (field: string) => ({ id: field, enum_option_data: structuredClone(c.choices) }),
        replaceAll: async (field: string, rows: Row[], o: unknown) => {
          c.call("enumOptions.replaceAll", field, rows, o);
          c.choices = rows.map((r, i) => ({ id: 900 + i, ...r }));
        },
      },
    };
  }

  get kaonaviV1() {
    const c = this;
    return {
      departments: {
        list: list(() => c.departments),
        replaceAll: async (rows: Row[], o: unknown) => (c.call("departments.replaceAll", rows, o), void (c.departments = rows)),
      },
      members: {
        list: list(() => c.members),
        add: async (rows: Row[]) => (c.call("members.add", rows), void c.members.push(...rows)),
        update: async (rows: Row[]) => (c.call("members.update", rows), c.patch(c.members, "member_code", rows)),
        delete: async (codes: string[], o: unknown) => (c.call("members.delete", codes, o), void (c.members = c.members.filter((m) => !codes.includes(m.member_code)))),
      },
      sheet: (id: string) => ({
        list: list(() => c.sheets[id]!.rows),
        update: async (rows: Row[]) => {
          c.call("sheet.update", id, rows);
          c.sheets[id]!.rows = [...c.sheets[id]!.rows.filter((r) => !rows.some((x) => x.member_code === r.member_code)), ...rows];
        },
        clear: async (codes: string[], o: unknown) => {
          c.call("sheet.clear", id, codes, o);
          c.sheets[id]!.rows = c.sheets[id]!.rows.filter((r) => !codes.includes(r.member_code));
        },
      }),
    };
  }

  setting: Row | null = null;

  get sansan() {
    const c = this;
    const change = (kind: Row[], rows: Row[], key: string, type: string) =>
      rows.map((r) => {
        const at = kind.findIndex((x) => x[key] === r[key]);
        if (r.deleteFlag === 1) kind.splice(at, 1);
        else if (at >= 0) Object.assign(kind[at]!, r);
        else kind.push({ ...r, ...(type === "user" && { departmentId: r.departmentId.map((d: string) => d.replace("tempId:", "new-")) }), tempId: "", [key]: "new-" + r.tempId });
        return { type, id: at >= 0 ? r[key] : "new-" + r.tempId, tempId: r.tempId ?? "", completed: true, errors: [] };
      });
    return {
      settings: { emailClient: { get: async () => c.setting, set: async (s: Row) => (c.call("emailClient.set", s), (c.setting = s)) } },
      organization: {
        departments: { list: list(() => c.departments) },
        users: { list: list(() => c.users) },
        import: async (data: { departments?: Row[]; users?: Row[] }, o?: unknown) => {
          c.call("import", data, ...(o ? [o] : []));
          return [...change(c.departments, data.departments ?? [], "departmentId", "department"), ...change(c.users, data.users ?? [], "userUuid", "user")];
        },
      },
    };
  }
}
