import type { OwnGrant } from '../contract/benefits.ts'
import type { LicenseKey } from '../contract/license-keys.ts'

export function isGranted({ status }: Pick<LicenseKey, 'status'>): boolean {
  return status === 'granted'
}

/** Whether the seller lets customers free the places in which their keys are used. */
export function mayDeactivate({ properties }: Pick<OwnGrant['benefit'], 'properties'>): boolean {
  const { activations } = properties
  return (
    typeof activations === 'object' &&
    activations !== null &&
    'enable_customer_admin' in activations &&
    activations.enable_customer_admin === true
  )
}
