// Plain JavaScript that any Node since 12 can parse: says what is wrong where TypeScript and native code would crash.
// better-sqlite3 13 ends an older Node with a segmentation fault, and Node 20 refuses to read .ts files.
const needed = 24;
const major = Number.parseInt(process.versions.node, 10);
if (major < needed) {
  console.error(
    `imageserver needs Node ${needed} or newer, this is Node ${process.versions.node}: run it through "npm start" after "npm ci" (which brings Node ${needed} on Linux and Windows), or install Node ${needed}.`,
  );
  process.exit(1);
}
