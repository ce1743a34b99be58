/** What the layouts of the connection say, for scripts to name: kaonavi.Members["fields"]. */
export namespace kaonavi {
  /** The fields of members. */
  type Members = {
    fields: {
      /** a * / b 511 */
      "\"引用\" \\ 改\n行\u2028 */ ${x}": "" | "\n" | "\"" | "*/" | "\\";
      /** radio_button 514 */
      "主": "副" | "本";
      /** text_area 507, 3 characters at most */
      "備考": string;
      /** date 504, YYYY-MM-DD */
      "入館日": string;
      /** pull_down 501, required */
      "制服サイズ": "L" | "M" | "S";
      /** enum 513 */
      "古": "乙" | "甲" | ("乙" | "甲")[];
      /** year_month 505, YYYY-MM */
      "契約月": string;
      /** pull_down 512 */
      "空": string;
      /** check_box 502 */
      "資格": ("簿記" | "英検")[];
      /** number 506 */
      "身長": string;
      // By id only, for "" cannot be one's name: 510
      // By id only, for "連絡先" cannot be one's name: 508, 509
    };
    readOnly: {
      /** calc_formula 503 */
      "勤続": string;
    };
  };
  /** 資格 * / */
  type Sheet77 = {
    id: 77;
    records: "multiple";
    fields: {
    };
    readOnly: {
    };
    files: never;
  };
  /** 緊急連絡先 */
  type Sheet78 = {
    id: 78;
    records: "single";
    fields: {
    };
    readOnly: {
      /** face_image 895 */
      "写真": string;
      /** attach_file 894 */
      "確認書類": string;
    };
    files: "確認書類";
  };
  /** 評価 */
  type Sheet79 = {
    id: 79;
    records: "multiple";
    fields: {
    };
    readOnly: {
    };
    files: never;
  };
  /** 評価 */
  type Sheet81 = {
    id: 81;
    records: "multiple";
    fields: {
    };
    readOnly: {
    };
    files: never;
  };
  type Schema = {
    members: Members;
    sheets: {
      "緊急連絡先": Sheet78;
      "資格 */": Sheet77;
      // By id only, for "評価" cannot be one's name: 79, 81
      "79": Sheet79;
      "81": Sheet81;
    };
    choices: "主" | "制服サイズ";
  };
}
/** The connection, with the fields, sheets and choices of its company. */
export const kaonavi: Kaonavi<kaonavi.Schema>;
