import { describe, expect, it } from 'vitest'
import { recordOfRow } from './record-of-row.ts'

function recordOf(row: Readonly<Record<string, string | null>>): unknown {
  return recordOfRow((name) => row[name] ?? null)
}

describe('recordOfRow', () => {
  it('gives members and fields the names of CloudTrail', () => {
    const useridentity = JSON.stringify({
      type: 'AssumedRole',
      principalid: 'AROA:x',
      username: null,
      onbehalfof: { userid: null, identitystorearn: null },
      sessioncontext: {
        attributes: { mfaauthenticated: 'false', creationdate: null },
        webidfederationdata: { federatedprovider: 'p', attributes: { 'example.com:aud': 'x', Key: 'Y' } },
        sourceidentity: 'mina',
      },
      newmember: 'kept',
    })
    const row = {
      useridentity,
      eventid: 'e1',
      readonly: 'true',
      sourceipaddress: '192.0.2.1',
      resources: '[{"arn":"arn:aws:s3:::b","accountid":null,"type":"AWS::S3::Bucket"}]',
      requestparameters: '{"bucketName":"b","Host":["x"],"n":null}',
      responseelements: null,
      serviceeventdetails: 'plain words',
      errormessage: '{"not":"an object"}',
    }
    expect(recordOf(row)).toEqual({
      userIdentity: {
        type: 'AssumedRole',
        principalId: 'AROA:x',
        sessionContext: {
          attributes: { mfaAuthenticated: 'false' },
          webIdFederationData: { federatedProvider: 'p', attributes: { 'example.com:aud': 'x', Key: 'Y' } },
          sourceIdentity: 'mina',
        },
        newmember: 'kept',
      },
      sourceIPAddress: '192.0.2.1',
      errorMessage: '{"not":"an object"}',
      requestParameters: { bucketName: 'b', Host: ['x'], n: null },
      eventID: 'e1',
      readOnly: true,
      resources: [{ ARN: 'arn:aws:s3:::b', type: 'AWS::S3::Bucket' }],
      serviceEventDetails: 'plain words',
    })
  })

  it('leaves out a structure that is no JSON, and keeps a text that only begins like some', () => {
    expect(
      recordOf({ useridentity: '{broken', requestparameters: '{broken', tlsdetails: '[]', addendum: '1' }),
    ).toEqual({
      requestParameters: '{broken',
      tlsDetails: [],
      addendum: 1,
    })
  })

  it('is not led astray by names of every object', () => {
    const record = recordOf({ useridentity: '{"__proto__":{"arn":"x"},"constructor":"y","arn":"z"}' })
    expect(JSON.stringify(record)).toBe('{"userIdentity":{"__proto__":{"arn":"x"},"constructor":"y","arn":"z"}}')
  })
})
