// Error.captureStackTrace as V8 has it, over the stacks that the engine writes:
// a line that names the error, then one a frame, the latest first.
(() => {
  "use strict";
  return {
    captureStackTrace(target, above = undefined) {
      if (target === null || (typeof target !== "object" && typeof target !== "function")) {
        throw new TypeError("Error.captureStackTrace: the target must be an object");
      }
      const frames = new Error().stack.split("\n").slice(2);
      const name = typeof above === "function" ? above.name : "";
      const at = name === "" ? -1 : frames.findIndex((line) => line.startsWith(`\tat ${name} (`));
      const head = target instanceof Error ? `${target}` : `${target.name ?? "Error"}${target.message ? `: ${target.message}` : ""}`;
      const value = [head, ...frames.slice(at + 1)].join("\n");
      Object.defineProperty(target, "stack", { value, writable: true, configurable: true });
    },
  };
})
