/** A backup that cannot be made, or a file that cannot be restored here, told in words. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
}
