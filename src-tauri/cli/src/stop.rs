//! Being asked to stop, by Ctrl-C or by a signal: once means cleanly, twice means now.

use std::future::Future;

use canopy_core::{Code, Failure};
use tokio::sync::watch;

/// Tells how often someone asked this process to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stop(watch::Receiver<u32>);

impl Stop {
    /// Listens from now on, in the place of the system, which would end the process.
    pub(crate) fn listen() -> Self {
        let (asked, told) = watch::channel(0);
        tokio::spawn(async move {
            // A system without signals stops the process in its own way.
            if let Ok(mut signals) = Signals::listen() {
                loop {
                    signals.next().await;
                    asked.send_modify(|times| *times += 1);
                }
            }
        });
        Self(told)
    }

    /// Ends when someone has asked once.
    pub(crate) async fn asked(&self) {
        self.times(1).await;
    }

    /// Ends when someone has asked twice.
    pub(crate) async fn insisted(&self) {
        self.times(2).await;
    }

    /// Whether someone has asked.
    pub(crate) fn was_asked(&self) -> bool {
        *self.0.borrow() > 0
    }

    /// The end of `work`, or `cancelled` when someone asks first.
    pub(crate) async fn or<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            result = work => result,
            () = self.asked() => Err(stopped()),
        }
    }

    async fn times(&self, wanted: u32) {
        let mut told = self.0.clone();
        if told.wait_for(|times| *times >= wanted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// What is said when someone stopped the command before anything changed.
pub(crate) fn stopped() -> Failure {
    Failure::new(Code::Cancelled, "stopped")
}

/// Ctrl-C, and where there is one the signal that ends a process politely.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(windows)]
impl Signals {
    fn listen() -> std::io::Result<Self> {
        let interrupt = tokio::signal::windows::ctrl_c()?;
        Ok(Self { interrupt })
    }

    async fn next(&mut self) {
        self.interrupt.recv().await;
    }
}
