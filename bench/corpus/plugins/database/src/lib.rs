//! A table in memory with SQLite (C objects), and dates with chrono.

use chrono::{Datelike, Duration, NaiveDate};
use rusqlite::{params, Connection};

abi::export!(plug_database_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let mut database = Connection::open_in_memory()?;
    database
        .execute_batch("CREATE TABLE day (date TEXT PRIMARY KEY, week INTEGER, weekday TEXT)")?;
    let start = NaiveDate::from_ymd_opt(2024, 2, 1).ok_or("no such day")?;
    let transaction = database.transaction()?;
    for offset in 0..120 {
        let date = start + Duration::days(offset);
        transaction.execute(
            "INSERT INTO day VALUES (?1, ?2, ?3)",
            params![
                date.to_string(),
                date.iso_week().week(),
                date.weekday().to_string()
            ],
        )?;
    }
    transaction.commit()?;
    let mut query = database
        .prepare("SELECT weekday, count(*), min(date), sum(week) FROM day GROUP BY 1 ORDER BY 3")?;
    let rows = query.query_map([], |row| {
        Ok(format!(
            "{}:{}:{}",
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(3)?
        ))
    })?;
    let rows: Result<Vec<String>, _> = rows.collect();
    Ok(format!(
        "{} sqlite {}",
        rows?.join(" "),
        rusqlite::version()
    ))
}
