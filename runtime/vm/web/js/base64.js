// atob and btoa of the HTML standard §8.3.
((web) => {
  "use strict";
  const need = (name, n) => { if (n === 0) throw new TypeError(`${name} needs 1 argument`); };
  const wrong = (message) => new (web.script("exception").DOMException)(message, "InvalidCharacterError");
  return {
    atob(data) {
      need("atob", arguments.length);
      const text = web.toLatin1(`${data}`);
      if (text === null) throw wrong("The string to be decoded is not correctly encoded.");
      return text;
    },
    btoa(data) {
      need("btoa", arguments.length);
      const text = web.fromLatin1(`${data}`);
      if (text === null) throw wrong("The string to be encoded contains characters outside of the Latin1 range.");
      return text;
    },
  };
})
