import { SEEDS_NEEDED } from "@working-papers/lab";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = () => ({ seedsNeeded: SEEDS_NEEDED });
