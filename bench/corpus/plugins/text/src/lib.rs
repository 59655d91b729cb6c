//! Searches and rewrites text with regex, and parses a little language with nom.

use nom::{
    branch::alt,
    character::complete::char,
    character::complete::i64,
    combinator::map,
    multi::fold_many0,
    sequence::{delimited, pair},
    IResult,
};
use regex::Regex;

abi::export!(plug_text_run, work);

fn term(input: &str) -> IResult<&str, i64> {
    alt((i64, delimited(char('('), sum, char(')'))))(input)
}

fn sum(input: &str) -> IResult<&str, i64> {
    let (input, first) = term(input)?;
    let step = alt((
        map(pair(char('+'), term), |(_, n)| n),
        map(pair(char('-'), term), |(_, n)| -n),
    ));
    fold_many0(step, move || first, |total, n| total + n)(input)
}

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let date = Regex::new(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")?;
    let swapped = date.replace_all("from 2024-02-29 to 2025-03-01", "$d.$m.$y");
    let words = Regex::new(r"(?i)\b\p{Greek}+\b|\b[a-z]+ing\b")?;
    let found: Vec<_> = words
        .find_iter("Running, αβγ, sing; THING 12")
        .map(|m| m.as_str())
        .collect();
    let (_, total) = sum("12+(30-5)-(1+1)").map_err(|error| error.to_string())?;
    Ok(format!("{swapped} {found:?} {total}"))
}
