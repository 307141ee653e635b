import { invalid } from '@verge/polar/refusals'

const patterns: Record<string, readonly [format: string, pattern: RegExp]> = {
  AT: ['eu_vat', /^ATU\d{8}$/],
  BE: ['eu_vat', /^BE[01]\d{9}$/],
  BG: ['eu_vat', /^BG\d{9,10}$/],
  CY: ['eu_vat', /^CY\d{8}[A-Z]$/],
  CZ: ['eu_vat', /^CZ\d{8,10}$/],
  DE: ['eu_vat', /^DE\d{9}$/],
  DK: ['eu_vat', /^DK\d{8}$/],
  EE: ['eu_vat', /^EE\d{9}$/],
  ES: ['eu_vat', /^ES[A-Z0-9]\d{7}[A-Z0-9]$/],
  FI: ['eu_vat', /^FI\d{8}$/],
  FR: ['eu_vat', /^FR[A-Z0-9]{2}\d{9}$/],
  GR: ['eu_vat', /^EL\d{9}$/],
  HR: ['eu_vat', /^HR\d{11}$/],
  HU: ['eu_vat', /^HU\d{8}$/],
  IE: ['eu_vat', /^IE\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/],
  IT: ['eu_vat', /^IT\d{11}$/],
  LT: ['eu_vat', /^LT(\d{9}|\d{12})$/],
  LU: ['eu_vat', /^LU\d{8}$/],
  LV: ['eu_vat', /^LV\d{11}$/],
  MT: ['eu_vat', /^MT\d{8}$/],
  NL: ['eu_vat', /^NL\d{9}B\d{2}$/],
  PL: ['eu_vat', /^PL\d{10}$/],
  PT: ['eu_vat', /^PT\d{9}$/],
  RO: ['eu_vat', /^RO\d{2,10}$/],
  SE: ['eu_vat', /^SE\d{12}$/],
  SI: ['eu_vat', /^SI\d{8}$/],
  SK: ['eu_vat', /^SK\d{10}$/],
  GB: ['gb_vat', /^GB(\d{9}|\d{12})$/],
  CH: ['ch_vat', /^CHE\d{9}(MWST|TVA|IVA)?$/],
  NO: ['no_vat', /^\d{9}MVA$/],
  US: ['us_ein', /^\d{2}-?\d{7}$/],
  AU: ['au_abn', /^\d{11}$/],
  CA: ['ca_bn', /^\d{9}$/],
}

/** The id with its format, checked against its country's pattern. Spaces and dots in it are for reading only. */
export function parseTaxId(text: string, country: string | null): [string, string] {
  if (country === null) throw invalid(['body', 'billing_address'], 'A tax id needs a country.', null)
  const value = text.toUpperCase().replace(/[\s.]/g, '')
  const known = patterns[country]
  if (!known?.[1].test(value))
    throw invalid(['body', 'tax_id'], `This is not a valid tax id for ${country}.`, text)
  return [value, known[0]]
}
