import { api, body, type Upload } from "@/api/client.ts";

/** Send a picture or a clip. Throws Refused and Unreachable. */
export async function upload(file: File): Promise<Upload> {
  const form = new FormData();
  form.set("file", file);
  // The form itself is what is sent; the document describes its entries.
  return body(api.POST("/api/uploads", { body: form as never, bodySerializer: (said) => said as unknown as FormData }));
}
