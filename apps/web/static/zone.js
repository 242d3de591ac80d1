/** @file The reader's time zone, in forms that ask for one: a hidden field gets it, a list chooses it where it has it, under whatever name. */
const own = (zone) => new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
const zone = own();
for (const field of document.querySelectorAll("[data-zone]")) {
  if (field.localName !== "select") field.value = zone;
  else {
    const values = [...field.options].map(({ value }) => value);
    const known = values.find((value) => value === zone) ?? values.find((value) => own(value) === zone);
    if (known) field.value = known;
  }
}
