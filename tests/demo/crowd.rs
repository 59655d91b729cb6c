//! Collections and threads.

use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::ffi::CStr;
use std::os::raw::c_char;
use std::sync::{mpsc, Arc, Condvar, Mutex, RwLock};
use std::thread;

/// The sum of the primes below `limit`, sieved by `workers` threads.
#[no_mangle]
pub extern "C" fn crowd_primes(limit: u64, workers: u64) -> u64 {
    let (sender, receiver) = mpsc::channel();
    let seen = Arc::new(RwLock::new(HashMap::new()));
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let threads: Vec<_> = (0..workers)
        .map(|worker| {
            let (sender, seen, gate) = (sender.clone(), seen.clone(), gate.clone());
            thread::spawn(move || {
                let mut open = gate.0.lock().unwrap();
                while !*open {
                    open = gate.1.wait(open).unwrap();
                }
                drop(open);
                let prime =
                    |n: &u64| *n > 1 && (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0);
                for n in (0..limit).filter(|n| n % workers == worker).filter(prime) {
                    seen.write().unwrap().insert(n, worker);
                    sender.send(n).unwrap();
                }
            })
        })
        .collect();
    drop(sender);
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    let sum = receiver.iter().sum();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(sum, seen.read().unwrap().keys().sum::<u64>());
    sum
}

/// The most frequent word of `text`, its count, and the number of distinct words.
#[no_mangle]
pub unsafe extern "C" fn crowd_top_word(text: *const c_char, out: *mut c_char, capacity: usize) {
    let text = CStr::from_ptr(text).to_string_lossy();
    let mut counts = BTreeMap::new();
    for word in text.split(' ') {
        *counts.entry(word).or_insert(0_u32) += 1;
    }
    let heap: BinaryHeap<_> = counts.iter().map(|(word, count)| (*count, *word)).collect();
    let line = match heap.peek() {
        Some((count, word)) => format!("{word:?} {count} times of {} words", counts.len()),
        None => String::new(),
    };
    let length = line.len().min(capacity - 1);
    std::ptr::copy_nonoverlapping(line.as_ptr(), out.cast(), length);
    *out.add(length) = 0;
}

/// 1 when a panic in a thread unwinds and arrives where the thread is joined, with its message.
#[no_mangle]
pub extern "C" fn crowd_panic_arrives() -> i32 {
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = thread::spawn(|| [1, 2, 3].iter().map(|n| 6 / (n - 2)).sum::<i32>()).join();
    std::panic::set_hook(quiet);
    let message = result
        .err()
        .and_then(|cause| cause.downcast_ref::<&str>().map(|text| text.to_string()));
    i32::from(message.map_or(false, |text| text.contains("divide by zero")))
}
