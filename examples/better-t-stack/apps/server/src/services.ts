import { createAuth } from "@better-t-stack/auth";
import { createDb } from "@better-t-stack/db";

import { ENV } from "./env.server";

export const db = createDb(ENV);
export const auth = createAuth(ENV, db);
