import { clsx, type ClassValue } from "clsx";

/** Class names put together; what is falsy is left out. */
export const classes = (...values: ClassValue[]): string => clsx(values);
