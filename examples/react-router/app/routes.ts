import { index, route, type RouteConfig } from '@react-router/dev/routes'

export default [
  index('routes/account.tsx'),
  route('sign-in', 'routes/sign-in.tsx'),
  route('api/auth/*', 'routes/auth.ts'),
] satisfies RouteConfig
