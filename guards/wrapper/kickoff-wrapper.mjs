// The handler of a Node function that the layer's wrapper guards: its own handler in a guard.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { warmed } from "./kickoff-guard.mjs";

const require = createRequire(import.meta.url);

/** Return the handler with a name such as `pricing/app.handler`, as Lambda's runtime finds it. */
async function load(root, name) {
  if (name.includes("..")) {
    const remedy = "Use absolute paths when specifying root directories in handler names.";
    throw failure("Runtime.MalformedHandlerName", `'${name}' is not a valid handler name. ${remedy}`);
  }
  const file = basename(name);
  const folder = name.slice(0, name.length - file.length);
  const [, module, path] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (module === undefined) throw failure("Runtime.MalformedHandlerName", "Bad handler");
  const exported = await loadModule(root, folder, module);
  const found = path.split(".").reduce((nested, key) => nested && nested[key], exported);
  if (typeof found !== "function") {
    const reason = found ? "is not a function" : "is undefined or not exported";
    throw failure("Runtime.HandlerNotFound", `${name} ${reason}`);
  }
  return found;
}

/** Load a module: CommonJS if it may be, because an import gives its exports other names. */
async function loadModule(root, folder, module) {
  const file = resolve(root, folder, module);
  const common = ["", ...(existsSync(`${file}.js`) && isModule(dirname(file)) ? [] : [".js"])];
  for (const kind of [...common, ".js", ".mjs", ".cjs"]) {
    if (!existsSync(file + kind)) continue;
    return common.includes(kind) || kind === ".cjs"
      ? require(file + kind)
      : import(pathToFileURL(file + kind));
  }
  return require(require.resolve(module, { paths: [root, resolve(root, folder)] }));
}

/** Return true if the files of a folder are ES modules. */
function isModule(folder) {
  const manifest = join(folder, "package.json");
  if (basename(folder) === "node_modules") return false;
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  return folder !== dirname(folder) && isModule(dirname(folder));
}

function failure(name, message) {
  return Object.assign(new Error(message), { name });
}

// The function's own code finds the handler's name where Lambda put it.
process.env._HANDLER = process.env.KICKOFF_HANDLER;

export const handler = warmed(await load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER));
