/** Standard VAT rates of the European Union in hundredths of a percent, November 2026. */
const standardRates: Record<string, number> = {
  AT: 2000,
  BE: 2100,
  BG: 2000,
  CY: 1900,
  CZ: 2100,
  DE: 1900,
  DK: 2500,
  EE: 2400,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  GR: 2400,
  HR: 2500,
  HU: 2700,
  IE: 2300,
  IT: 2200,
  LT: 2100,
  LU: 1700,
  LV: 2100,
  MT: 1800,
  NL: 2100,
  PL: 2300,
  PT: 2300,
  RO: 2100,
  SE: 2500,
  SI: 2200,
  SK: 2300,
}

export interface TaxedParty {
  country: string | null
  has_tax_id: boolean
}

/**
 * The rate in hundredths of a percent, or null where no tax is owed. A business in another member state owes it
 * itself (reverse charge); a seller outside the Union, or a customer outside it, owes none here.
 */
export function taxRate(seller: { country: string }, customer: TaxedParty): number | null {
  if (!isInUnion(seller.country) || customer.country === null) return null
  if (isReverseCharge(seller, customer)) return null
  return standardRates[customer.country] ?? null
}

/** Whether the customer, not the seller, owes the tax; the invoice must say so. */
export function isReverseCharge(seller: { country: string }, { country, has_tax_id }: TaxedParty): boolean {
  if (!has_tax_id || country === null || country === seller.country) return false
  return isInUnion(seller.country) && isInUnion(country)
}

export function isInUnion(country: string): boolean {
  return country in standardRates
}

/** Half a minor unit is rounded up; what is given back carries the tax that was taken. */
export function taxOn(net_amount: number, rate: number | null): number {
  if (rate === null || net_amount === 0) return 0
  return net_amount < 0 ? -taxOn(-net_amount, rate) || 0 : Math.floor((net_amount * rate + 5000) / 10_000)
}
