// TextEncoder and TextDecoder of the Encoding standard §7.
((web) => {
  "use strict";
  const isBytes = (v) => v !== null && typeof v === "object" && (ArrayBuffer.isView(v) || web.kind(v) === "ArrayBuffer");

  class TextEncoder {
    get encoding() { return "utf-8"; }
    encode(input = "") { return new Uint8Array(web.encode(`${input}`)); }
    encodeInto(source, destination) {
      const text = `${source}`;
      if (!isBytes(destination) || Object.prototype.toString.call(destination) !== "[object Uint8Array]") {
        throw new TypeError("TextEncoder.encodeInto: the destination must be a Uint8Array");
      }
      let read = 0, written = 0;
      for (const c of text) {
        const bytes = new Uint8Array(web.encode(c));
        if (written + bytes.length > destination.length) break;
        destination.set(bytes, written);
        read += c.length;
        written += bytes.length;
      }
      return { read, written };
    }
    get [Symbol.toStringTag]() { return "TextEncoder"; }
  }

  class TextDecoder {
    #encoding; #decode; #fatal; #ignoreBOM;
    constructor(label = "utf-8", options = {}) {
      const { fatal, ignoreBOM } = options ?? {};
      this.#fatal = Boolean(fatal);
      this.#ignoreBOM = Boolean(ignoreBOM);
      const made = web.decoder(`${label}`, this.#fatal, this.#ignoreBOM);
      if (made === null) throw Object.assign(new RangeError(`The encoding label provided ('${label}') is invalid.`), { code: "ERR_ENCODING_NOT_SUPPORTED" });
      [this.#encoding, this.#decode] = made;
    }
    get encoding() { return this.#encoding; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }
    decode(input = undefined, options = {}) {
      const decode = this.#decode;
      const stream = Boolean((options ?? {}).stream);
      if (input !== undefined && !isBytes(input)) throw new TypeError("TextDecoder.decode: the input must be an ArrayBuffer or a view of one");
      const text = decode(input, stream);
      if (text === null) throw Object.assign(new TypeError(`The encoded data was not valid for encoding ${this.#encoding}`), { code: "ERR_ENCODING_INVALID_ENCODED_DATA" });
      return text;
    }
    get [Symbol.toStringTag]() { return "TextDecoder"; }
  }
  web.platform.add(TextEncoder.prototype).add(TextDecoder.prototype);
  return { TextEncoder, TextDecoder };
})
