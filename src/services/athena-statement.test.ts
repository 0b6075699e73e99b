import { describe, expect, it } from 'vitest'
import { externalFunctions, firstOfThree, identifiersOf, statementOf } from './athena-statement.ts'

const orders = { database: 'sales', name: 'orders' }

describe('statementOf', () => {
  it.each([
    ['SELECT * FROM orders', { kind: 'select' }],
    ['WITH a AS (SELECT 1) SELECT * FROM a', { kind: 'select' }],
    ['INSERT INTO "orders" SELECT 1', { kind: 'insert', table: orders }],
    ['-- nightly\ninsert into crm.orders VALUES (1)', { kind: 'insert', table: { database: 'crm', name: 'orders' } }],
    ['CREATE TABLE orders AS SELECT 1', { kind: 'createTableAs', table: orders, location: null }],
    [
      "CREATE TABLE IF NOT EXISTS orders WITH (external_location = 's3://lake/made/') AS WITH a AS (SELECT 1) SELECT * FROM a",
      { kind: 'createTableAs', table: orders, location: 's3://lake/made/' },
    ],
    [
      "CREATE EXTERNAL TABLE `orders` (id int COMMENT 'same AS SELECT') LOCATION 's3://lake/x/'",
      { kind: 'createTable', table: orders },
    ],
    ['CREATE OR REPLACE VIEW orders AS SELECT 1', { kind: 'createView', table: orders }],
    ['/* old */ DROP TABLE IF EXISTS sales.orders', { kind: 'dropTable', table: orders }],
    ["ALTER TABLE orders ADD IF NOT EXISTS PARTITION (dt='1')", { kind: 'addPartition', table: orders }],
    ["ALTER TABLE orders DROP PARTITION (dt='1')", { kind: 'dropPartition', table: orders }],
    ['ALTER TABLE orders SET TBLPROPERTIES (1=1)', { kind: 'alterTable', table: orders }],
    ['MSCK REPAIR TABLE `sales`.`orders`', { kind: 'repairTable', table: orders }],
    ['SHOW PARTITIONS awsdatacatalog.sales.orders', { kind: 'showPartitions', table: orders }],
    ['DESCRIBE FORMATTED orders', { kind: 'showTable', table: orders }],
    ['SHOW CREATE TABLE orders', { kind: 'showTable', table: orders }],
    ['CREATE DATABASE IF NOT EXISTS crm', { kind: 'createDatabase', database: 'crm' }],
    ['ALTER SCHEMA crm SET DBPROPERTIES (1=1)', { kind: 'alterDatabase', database: 'crm' }],
    ['DROP DATABASE crm CASCADE', { kind: 'dropDatabase', database: 'crm' }],
    ['SHOW TABLES', { kind: 'showTables', database: 'sales' }],
    ['show tables in crm', { kind: 'showTables', database: 'crm' }],
    ['SHOW DATABASES', { kind: 'showDatabases' }],
    [
      "UNLOAD (SELECT * FROM orders) TO 's3://lake/out/' WITH (format = 'PARQUET')",
      { kind: 'unload', location: 's3://lake/out/' },
    ],
    ['SHOW', { kind: 'select' }],
    ['', { kind: 'select' }],
  ])('reads %j', (sql, statement) => {
    expect(statementOf(sql, 'sales')).toEqual(statement)
  })

  it('reads a text that is made to take long', () => {
    const hostile = `INSERT INTO ${'a.'.repeat(100_000)}${' '.repeat(100_000)}`
    expect(statementOf(hostile, 'sales').kind).toBe('insert')
    expect(firstOfThree('a.'.repeat(100_000)).size).toBe(1)
    expect(firstOfThree('a'.repeat(200_000)).size).toBe(0)
    expect(statementOf('/*'.repeat(100_000), 'sales').kind).toBe('select')
    expect(identifiersOf(`${"'".repeat(100_001)}${'"'.repeat(100_001)}`).size).toBe(0)
  })
})

describe('names of an SQL text', () => {
  it('leaves out what stands in strings and comments', () => {
    expect(identifiersOf("SELECT a FROM t -- hidden\nWHERE b = 'text'")).toEqual(
      new Set(['select', 'a', 'from', 't', 'where', 'b']),
    )
  })

  it('keeps the first of three parts as it is written', () => {
    expect(firstOfThree('SELECT * FROM "lambda:MyFn".db.t JOIN Crm.db.t2')).toEqual(new Set(['lambda:MyFn', 'Crm']))
  })

  it('tells external functions only where the text declares them', () => {
    const sql =
      "USING EXTERNAL FUNCTION f(a VARCHAR) RETURNS VARCHAR LAMBDA 'Redact', EXTERNAL FUNCTION g(a INT) RETURNS INT SAGEMAKER 'Score' SELECT f(a), g(b) FROM t"
    expect(externalFunctions(sql)).toEqual([
      { kind: 'lambda', name: 'Redact' },
      { kind: 'sagemaker', name: 'Score' },
    ])
    expect(externalFunctions("SELECT 'LAMBDA' AS a, LAMBDA 'x'")).toEqual([])
  })
})
