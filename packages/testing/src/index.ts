export { cards } from './cards.ts'
export { createTestPolar, type TestPolar, type TestPolarOptions, type ToldEvent } from './test-polar.ts'
export type { TestClock } from './clock.ts'
export type { TestCustomer, TestProduct } from './sold.ts'
