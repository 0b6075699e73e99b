/** Who can make an edit. */
export interface Owner {
  readonly kind:
    | 'accountAdministrator'
    | 'bucketOwner'
    | 'keyAdministrator'
    | 'catalogAdministrator'
    | 'dataLakeAdministrator'
    | 'organizationAdministrator'
    | 'networkAdministrator'
    | 'resourceOwner'
    | 'roleAssumer'
    | 'caller'
  readonly account: string | null
}
