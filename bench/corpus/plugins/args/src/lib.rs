//! Parses command lines with clap, and takes its help and its complaints as text.

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "args", version = "1.2.3", about = "Plays recordings")]
struct Args {
    /// How much to say
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Play a file
    Play {
        file: String,
        #[arg(long, default_value_t = 1.0)]
        speed: f64,
    },
    /// List what is there
    List { folders: Vec<String> },
}

abi::export!(plug_args_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let play = Args::try_parse_from(["args", "-vv", "play", "--speed", "1.5", "a.wav"])?;
    let list = Args::try_parse_from(["args", "list", "x", "y"])?;
    let wrong = Args::try_parse_from(["args", "plya"])
        .unwrap_err()
        .to_string();
    let help = Args::try_parse_from(["args", "--help"])
        .unwrap_err()
        .to_string();
    Ok(format!(
        "{play:?} {list:?} {} {}",
        abi::checksum(wrong.as_bytes()),
        abi::checksum(help.as_bytes())
    ))
}
