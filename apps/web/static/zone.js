/** @file The reader's time zone, in forms that ask for one: a hidden field gets it, a list chooses it where it has it. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("[data-zone]")) {
  const known = field.localName !== "select" || [...field.options].some(({ value }) => value === zone);
  if (zone && known) field.value = zone;
}
