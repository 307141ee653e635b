import "varlock/auto-load";
export { ENV } from "./env";
