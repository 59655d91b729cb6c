//! Spreads work over threads with rayon and crossbeam.

use num_bigint::BigUint;
use rayon::prelude::*;

abi::export!(plug_parallel_run, work);

fn work() -> Result<String, Box<dyn std::error::Error>> {
    let mut numbers: Vec<u64> = (0..200_000_u64)
        .map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .collect();
    numbers.par_sort_unstable();
    let sum = numbers
        .par_iter()
        .enumerate()
        .map(|(i, n)| n ^ i as u64)
        .reduce(|| 0, u64::wrapping_add);
    let factorial = (1..=300_u32)
        .into_par_iter()
        .map(BigUint::from)
        .reduce(|| BigUint::from(1_u8), |a, b| a * b);

    let (sender, receiver) = crossbeam_channel::bounded(8);
    let total: u64 = std::thread::scope(|scope| {
        for worker in 0..4_u64 {
            let sender = sender.clone();
            scope.spawn(move || (0..100).for_each(|n| sender.send(worker * n).unwrap_or(())));
        }
        drop(sender);
        receiver.iter().sum()
    });
    Ok(format!(
        "{sum:016x} {} digits {total}",
        factorial.to_string().len()
    ))
}
