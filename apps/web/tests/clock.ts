/**
 * @file Loaded into a site's process before anything else (`node --import`), it lets a test move the site's clock: to an hour at which something is due. The
 * clock of an embedded database goes along, as it asks this process; that of a server does not, as with a host's.
 */
let aheadMs = 0;
const machine = Date.now.bind(Date);
Date.now = () => machine() + aheadMs;

globalThis.Date = new Proxy(Date, {
  construct: (target, given, asked) =>
    Reflect.construct(target, given.length === 0 ? [target.now()] : given, asked) as Date,
  apply: (target) => new target(target.now()).toString(),
});

process.on("message", (ms: number) => {
  aheadMs = ms;
  process.send?.(ms);
});
// It keeps no process that has nothing else to do.
process.channel?.unref();
