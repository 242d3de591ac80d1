// @ts-check
/**
 * Keys for pages that are lists: plain links and details do the work, this only moves the focus to them. Keys with a modifier, and keys
 * in a field, belong to the browser and to the field.
 */
const items = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-item]")]);

/** @param {number} step */
function move(step) {
  const all = items();
  if (all.length === 0) return false;
  const at = all.findIndex((item) => item.contains(document.activeElement));
  // From nowhere the first one that can be seen is next.
  const seen = Math.max(
    0,
    all.findIndex((item) => item.getBoundingClientRect().bottom > 0),
  );
  const to = at >= 0 ? at + step : step > 0 ? seen : seen - 1;
  const item = all[Math.min(all.length - 1, Math.max(0, to))];
  const link = /** @type {HTMLElement | null} */ (item.querySelector("[data-open]"));
  link?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  return true;
}

function unfold() {
  const item = document.activeElement?.closest("[data-item]");
  const details = item?.querySelector(".abstract details, details");
  if (!(details instanceof HTMLDetailsElement)) return false;
  details.open = !details.open;
  return true;
}

/** @param {string} key */
function follow(key) {
  const link = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  if (!(link instanceof HTMLAnchorElement)) return false;
  link.click();
  return true;
}

function search() {
  const fields = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-search]")]);
  const field = fields.find((one) => one.closest("main")) ?? fields[0];
  field?.focus();
  field?.select();
  return field !== undefined;
}

function help() {
  const keys = document.getElementById("keys");
  if (!(keys instanceof HTMLDetailsElement)) return false;
  keys.open = !keys.open;
  if (keys.open) {
    keys.scrollIntoView({ block: "nearest" });
    keys.querySelector("summary")?.focus({ preventScroll: true });
  }
  return true;
}

function today() {
  location.assign("/");
  return true;
}

/** @type {Readonly<Record<string, () => boolean>>} */
const actions = {
  j: () => move(1),
  k: () => move(-1),
  o: unfold,
  p: () => follow("p"),
  n: () => follow("n"),
  "[": () => follow("["),
  "]": () => follow("]"),
  "/": search,
  g: today,
  "?": help,
};

/** A reader can turn the keys off, for one who dictates them by accident; the choice stays in the browser. */
const OFF = "keys-off";
const button = document.querySelector("#keys button");

/** @param {boolean} on */
function say(on) {
  if (!button) return;
  button.setAttribute("aria-pressed", String(on));
  button.textContent = on ? "Keys are on" : "Keys are off";
}

const isOn = () => localStorage.getItem(OFF) === null;
say(isOn());
button?.addEventListener("click", () => {
  if (isOn()) localStorage.setItem(OFF, "");
  else localStorage.removeItem(OFF);
  say(isOn());
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = /** @type {Element | null} */ (event.target);
  if (target?.closest("input, textarea, select, [contenteditable]")) return;
  if (isOn() && actions[event.key]?.()) event.preventDefault();
});
