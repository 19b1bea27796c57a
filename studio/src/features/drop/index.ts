export { DropAnywhere } from "./DropAnywhere.tsx";
