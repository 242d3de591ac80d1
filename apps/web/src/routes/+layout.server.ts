import type { LayoutServerLoad } from "./$types";

export const load: LayoutServerLoad = ({ locals: { theme, member } }) => ({
  theme,
  member: member && { name: member.name, editor: member.role === "editor" },
});
