export * from "./auth";
export {};
