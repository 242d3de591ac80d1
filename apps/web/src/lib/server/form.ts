/** @file Forms that endpoints take; pages' actions read theirs alike. */
import { error } from "@sveltejs/kit";

/** The form of a request; what is none is answered with 415. */
export async function formOf(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    error(415, "A form was expected: application/x-www-form-urlencoded or multipart/form-data.");
  }
}
