export type DatabaseConfig = {
  DATABASE_URL: string;
};
