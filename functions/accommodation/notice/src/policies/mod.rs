//! What happens by itself when others report something.

pub mod notify_customer;
