import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** No page has frames, and without looking for them it takes a third of the time. */
export const axeOn = (page: Page) => new AxeBuilder({ page }).setLegacyMode()
