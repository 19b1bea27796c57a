import { create } from "zustand";

/** The file that is being sent; null while there is none. */
export const useUploads = create<{ name: string | null }>()(() => ({ name: null }));
