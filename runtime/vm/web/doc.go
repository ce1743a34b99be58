// Package web gives a goja VM the web platform's and the newer ECMAScript
// built-ins that it lacks.
//
// Most scripts use few of them and must start at once, so that nearly all are
// accessors at first: touched, they run the script that makes the built-in and
// become the ordinary property that they would have been. What is natural in
// JavaScript is a script of js, one noun a file; what Go has a library for (URLs,
// encodings, exact sums) is a native that those scripts are handed.
//
// Sources: the URL, Encoding, DOM, HTML and Infra standards of WHATWG, Web IDL,
// Web Cryptography, and ECMA-262 of 2026. Not there, because the engine would have to have them:
// Atomics, SharedArrayBuffer, Float16Array, resizable buffers.
// Left out on purpose: fetch, streams, crypto.subtle, Intl.
//
// Two things cannot be made as the standards have them: WeakRef and
// FinalizationRegistry never let go, for a run must do the same steps each time; and structuredClone takes a
// Proxy for what it looks like, because the records of listings are Proxies.
// Error messages are in English, as the engine's own are.
package web
