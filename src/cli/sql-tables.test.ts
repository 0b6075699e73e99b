import { describe, expect, it } from 'vitest'
import { tablesOfSql } from './sql-tables.ts'

const orders = { database: 'sales', name: 'orders' }

describe('the tables of a statement', () => {
  it.each([
    ['SELECT * FROM sales.orders', [orders]],
    ['SELECT * FROM "AwsDataCatalog"."Sales"."Orders" LIMIT 10', [orders]],
    ['SELECT a FROM plain', [{ database: 'lake', name: 'plain' }]],
    [
      'SELECT o.id FROM sales.orders o JOIN customers c ON o.id = c.id',
      [orders, { database: 'lake', name: 'customers' }],
    ],
    ['WITH t AS (SELECT * FROM sales.orders) SELECT count(*) FROM t', [orders]],
    ['WITH a AS (SELECT * FROM sales.orders), b AS (SELECT * FROM a) SELECT * FROM a JOIN b ON a.i = b.i', [orders]],
    ['SELECT id FROM (WITH t AS (SELECT * FROM sales.orders) SELECT * FROM t) u', [orders]],
    ["SELECT 'a from sales.other' AS text FROM sales.orders -- from sales.more", [orders]],
    ['SELECT orders.id FROM sales.orders;', [orders]],
    ['SELECT 1', []],
  ])('are read: %s', async (sql, reads) => {
    const tables = await tablesOfSql(sql, 'lake')
    expect(tables?.writes).toBeNull()
    expect(tables?.reads).toHaveLength(reads.length)
    expect(tables?.reads).toEqual(expect.arrayContaining([...reads]))
  })

  it('tells what INSERT INTO writes from what it reads', async () => {
    expect(await tablesOfSql('INSERT INTO sales.daily SELECT * FROM sales.orders', 'lake')).toEqual({
      reads: [orders],
      writes: { kind: 'insert', table: { database: 'sales', name: 'daily' } },
    })
  })

  it.each([
    [
      "CREATE TABLE sales.x WITH (format = 'a)b', external_location = 's3://out/x/') AS SELECT * FROM sales.orders",
      { database: 'sales', name: 'x' },
      's3://out/x/',
    ],
    ['CREATE TABLE IF NOT EXISTS x AS SELECT * FROM sales.orders', { database: 'lake', name: 'x' }, null],
  ])('tells what CREATE TABLE AS makes: %s', async (sql, table, location) => {
    expect(await tablesOfSql(sql, 'lake')).toEqual({ reads: [orders], writes: { kind: 'create', table, location } })
  })

  it.each([
    '',
    'SELECT FROM WHERE',
    'WITH orders AS (SELECT * FROM orders) SELECT * FROM orders',
    'WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM b',
    'DROP TABLE sales.orders',
    'MSCK REPAIR TABLE sales.orders',
    'DELETE FROM sales.orders WHERE a = 1',
    'CREATE TABLE sales.x (a int)',
    "CREATE TABLE sales.x WITH (format = 'PARQUET' AS SELECT 1",
    "UNLOAD (SELECT * FROM sales.orders) TO 's3://out/' WITH (format = 'PARQUET')",
    'SELECT * FROM sales.orders; SELECT * FROM sales.more',
  ])('are not told: %s', async (sql) => {
    expect(await tablesOfSql(sql, 'lake')).toBeNull()
  })

  it('are not looked for in a text that is too long', async () => {
    expect(await tablesOfSql(`SELECT ${'a, '.repeat(30_000)}b FROM sales.orders`, 'lake')).toBeNull()
  })

  it('are not told of brackets without an end, in little time', async () => {
    expect(await tablesOfSql(`SELECT ${'('.repeat(5000)}`, 'lake')).toBeNull()
    expect(await tablesOfSql(`SELECT * FROM ${'(SELECT * FROM '.repeat(2000)}`, 'lake')).toBeNull()
  })
})
