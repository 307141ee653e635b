import { Link, Outlet, createRootRouteWithContext } from '@tanstack/react-router'

export const Route = createRootRouteWithContext<object>()({
  component: RootComponent,
})

function RootComponent() {
  return (
    <>
      <nav>
        <Link to="/">Home</Link> <Link to="/dashboard">Dashboard</Link>
      </nav>
      <Outlet />
    </>
  )
}
