/**
 * Words of AWS's own, in lower case: they stay, whatever is named after them, because ARNs, answers and error messages
 * are read by them.
 */
export const keptWords: ReadonlySet<string> = new Set(
  [
    'arn aws cn gov us iso amazonaws amazon com org net example https http www global json html',
    'af ap ca eu il me mx sa east west north south central northeast northwest southeast southwest',
    'access accesspoint alias analyzer assumed athena bucket catalog cloudformation cloudfront cloudtrail cloudwatch',
    'cluster connection crawler database dynamodb ec2 ecr ecs elasticloadbalancing events federated finding firehose',
    'function glue group iam instance job key kinesis kms lakeformation lambda layer log logs mfa object oidc',
    'organization organizations ou outpost parameter policy principal profile provider query queue rds redshift',
    'repository resource role root rule s3 s3control saml secret secretsmanager server service session snapshot sns',
    'sqs ssm states stream sts subnet table topic trail user vpc vpce workgroup',
    'csv txt parquet py gz log orc avro xml yaml yml sh api main var tmp lib home',
    'default primary public private awsdatacatalog gluejobrunnersession iam allowed principals allusers',
    'authenticatedusers logdelivery groups acs global canonicaluser',
    'allow allows allowed deny denied explicit implicit action actions effect statement condition sid version',
    'authorized authorization because boundary based control error identity message not operation perform permissions',
    'requested unauthorized with without any the and for of on in is to no an or from when calling called does exist',
    'getaccountauthorizationdetails getrole getpolicyversion listbuckets getbucketlocation getbucketpolicy',
    'getbucketpolicystatus getbucketacl getpublicaccessblock getbucketownershipcontrols getbucketencryption',
    'getbucketrequestpayment getbucketversioning getobjectlockconfiguration headobject getobjectacl listobjectsv2',
    'listobjectversions listaccesspoints getaccesspoint getaccesspointpolicy listkeys listaliases describekey',
    'getkeypolicy listgrants getresourcepolicies getresourcepolicy getdatabases gettables gettable getjobs getcrawlers',
    'getconnections getsecurityconfigurations getdatacatalogencryptionsettings getjobruns getjobrun listworkgroups',
    'getworkgroup listdatacatalogs getdatacatalog getqueryexecution describevpcendpoints describesubnets',
    'describeroutetables describeinstances getdatalakesettings listpermissions listresources listlakeformationoptins',
    'describeorganization listroots listparents listpoliciesfortarget describepolicy listaccounts getcalleridentity',
    'listaccountaliases listopenidconnectproviders getopenidconnectprovider getqueueattributes gettopicattributes',
    'igw nat eni rtb sg pl local az userdetaillist groupdetaillist roledetaillist policies userpolicylist grouppolicylist',
    'rolepolicylist policydocument assumerolepolicydocument policyversionlist document content policyinjson',
    'getresourcepoliciesresponselist vpcendpoints publicaccessblockconfiguration policytext attributes',
    'getpolicy getrepositorypolicy fullawsaccess rcpfullawsaccess true false null enabled disabled',
  ]
    .join(' ')
    .split(' '),
)
