//! Starts everything that the template names, and stops it again.

use std::{fs, io, path::Path, sync::Arc, time::Duration};

use axum::{Router, extract::Request, middleware, serve::ListenerExt};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
    time,
};

use crate::{
    breakers::Breakers,
    bus::Bus,
    database::Database,
    dev::{self, Dev},
    docs,
    endpoint::{self, Calls, Services},
    filter::Filter,
    gateway::Gateway,
    identity::Identity,
    lambda::Functions,
    queues::{self, Queues},
    registry::{self, Binaries},
    schedules::Schedules,
    seed,
    service_faults::ServiceFaults,
    state::State,
    streams::{self, Deliverer},
    template::{Authorizer, FunctionSpec, MappingSource, Places, Stack},
    wiring,
};

mod listen;
mod options;
mod visitors;

pub use options::{Options, StartError};

use self::listen::Listeners;

/// How long requests under way may take to end when the host stops.
const GRACE: Duration = Duration::from_secs(5);
/// How often expired messages and items are deleted.
const HOUSEKEEPING: Duration = Duration::from_mins(1);

/// A host that runs until it is stopped. Dropping it stops it at once.
#[derive(Debug)]
pub struct Running {
    /// Base URL of the HTTP API, by number; by the name localhost it answers as well.
    pub url: String,
    /// Base URL of the AWS endpoints.
    pub endpoint_url: String,
    /// The functions, as the template describes them.
    pub functions: Vec<FunctionSpec>,
    /// The API's routes, as API Gateway writes them.
    pub routes: Vec<String>,
    stop: watch::Sender<bool>,
    servers: Vec<JoinHandle<io::Result<()>>>,
    tasks: JoinSet<()>,
}

/// Starts the workspace's functions as the template describes them.
pub async fn start(options: Options) -> Result<Running, StartError> {
    start_with(options, &registry::workspace()).await
}

/// Starts the functions of other binaries.
pub async fn start_with(options: Options, binaries: &Binaries) -> Result<Running, StartError> {
    let api = Listeners::at(options.port, options.listen).await?;
    let endpoints = Listeners::at(0, options.listen).await?;
    let places = Places { endpoint_url: endpoints.url(), api_url: api.url() };
    let stack = Stack::read(&options.template, &options.parameter_overrides, places.clone())?;
    let data_dir = options.data_dir.as_deref();
    for (resource, reason) in &stack.ignored {
        tracing::info!(resource, reason, "not hosted");
    }
    let parts = Parts::new(&stack, binaries, &places, data_dir)?;
    wiring::check(&stack, binaries)?;
    let (stop, stopped) = watch::channel(false);
    let gateway = Arc::new(Gateway::new(&stack.api, Arc::clone(&parts.identity), Arc::clone(&parts.functions))?);
    let mut tasks = JoinSet::new();
    parts.spawn(&stack, &mut tasks)?;
    let services = Arc::new(parts.services(&stack, &places)?);
    let answering_api = parts.api(Arc::clone(&gateway), &places, Arc::clone(&services))?;
    let visitors = middleware::from_fn_with_state(options.listen, visitors::admit);
    let routers = [(endpoints, endpoint::router(services)), (api, answering_api)];
    let routers = routers.map(|(listeners, router)| (listeners, router.layer(visitors.clone())));
    let listeners = routers.into_iter().flat_map(|(listeners, router)| listeners.with(router));
    let servers = listeners.map(|(listener, router)| tokio::spawn(serve(listener, router, stopped.clone()))).collect();
    if options.seed {
        seed::register_rooms(&gateway, &parts.identity).await?;
    }
    let Places { endpoint_url, api_url } = places;
    Ok(Running {
        url: api_url,
        endpoint_url,
        functions: stack.functions,
        routes: stack.api.routes.into_iter().map(|route| route.key).collect(),
        stop,
        servers,
        tasks,
    })
}

impl Running {
    /// Lets requests under way end, for a moment, and stops everything.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for server in &mut self.servers {
            // Who does not end in time is stopped by the drop.
            let _ = time::timeout(GRACE, server).await;
        }
        self.tasks.shutdown().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.servers.iter().for_each(JoinHandle::abort);
    }
}

/// What several services share.
struct Parts {
    state: Arc<State>,
    database: Database,
    queues: Arc<Queues>,
    functions: Arc<Functions>,
    schedules: Arc<Schedules>,
    identity: Arc<Identity>,
    faults: Arc<ServiceFaults>,
    calls: Arc<Calls>,
}

impl Parts {
    fn new(stack: &Stack, binaries: &Binaries, places: &Places, data_dir: Option<&Path>) -> Result<Self, StartError> {
        if let Some(path) = data_dir {
            fs::create_dir_all(path).map_err(|source| StartError::DataDir { path: path.to_owned(), source })?;
        }
        let file = |name: &str| data_dir.map(|dir| dir.join(name));
        let state = Arc::new(State::open(file("host.sqlite").as_deref())?);
        let database = Database::open(file("tables.sqlite").as_deref(), &stack.tables, &state)?;
        let queues = Arc::new(Queues::new(Arc::clone(&state), &stack.queues));
        let functions = Arc::new(Functions::build(&stack.functions, binaries, &places.endpoint_url)?);
        let schedules = Arc::new(Schedules::new(stack.schedules.clone(), Arc::clone(&functions)));
        let authorizer = stack.api.routes.iter().find_map(|route| route.authorizer.clone());
        let own = || Authorizer { issuer: places.api_url.clone(), audience: vec!["local".to_owned()] };
        let identity = Arc::new(Identity::new(authorizer.unwrap_or_else(own), data_dir));
        Ok(Self {
            state,
            database,
            queues,
            functions,
            schedules,
            identity,
            faults: Arc::default(),
            calls: Arc::default(),
        })
    }

    fn services(&self, stack: &Stack, places: &Places) -> Result<Services, StartError> {
        Ok(Services {
            url: places.endpoint_url.clone(),
            database: self.database.clone(),
            bus: Bus::new(stack.buses.clone(), &stack.rules, Arc::clone(&self.queues))?,
            queues: Arc::clone(&self.queues),
            functions: Arc::clone(&self.functions),
            faults: Arc::clone(&self.faults),
            calls: Arc::clone(&self.calls),
        })
    }

    fn api(&self, gateway: Arc<Gateway>, places: &Places, services: Arc<Services>) -> Result<Router, StartError> {
        let breakers = Breakers::of(&self.functions, &places.endpoint_url)?;
        let dev = Arc::new(Dev {
            breakers,
            url: places.api_url.clone(),
            endpoint_url: places.endpoint_url.clone(),
            identity: Arc::clone(&self.identity),
            functions: Arc::clone(&self.functions),
            queues: Arc::clone(&self.queues),
            schedules: Arc::clone(&self.schedules),
            faults: Arc::clone(&self.faults),
            calls: Arc::clone(&self.calls),
        });
        Ok(dev::router(dev).merge(docs::router()).fallback(move |request: Request| async move {
            if endpoint::is_for_service(&request) {
                endpoint::answer_request(services, request).await
            } else {
                gateway.answer(request).await
            }
        }))
    }

    /// Starts what works in the background.
    fn spawn(&self, stack: &Stack, tasks: &mut JoinSet<()>) -> Result<(), StartError> {
        for mapping in stack.mappings.iter().cloned() {
            let filter = Filter::new(&format!("mapping {}", mapping.id), &mapping.filters)?;
            let (queues, functions) = (Arc::clone(&self.queues), Arc::clone(&self.functions));
            match mapping.source.clone() {
                MappingSource::Queue(queue) => tasks.spawn(queues::deliver(mapping, queue, filter, queues, functions)),
                MappingSource::Stream(table) => tasks.spawn(streams::deliver(Deliverer {
                    mapping,
                    table,
                    filter,
                    database: self.database.clone(),
                    state: Arc::clone(&self.state),
                    functions,
                    queues,
                })),
            };
        }
        tasks.spawn(Arc::clone(&self.schedules).run());
        tasks.spawn(Arc::clone(&self.identity).prepare());
        tasks.spawn(keep_house(self.database.clone(), Arc::clone(&self.queues)));
        Ok(())
    }
}

async fn keep_house(database: Database, queues: Arc<Queues>) {
    loop {
        time::sleep(HOUSEKEEPING).await;
        if let Err(error) = queues.forget_expired() {
            tracing::error!(error = platform::telemetry::chain(&error), "expired messages stay");
        }
        if let Err(error) = database.forget_expired().await {
            tracing::error!(error = platform::telemetry::chain(&error), "expired items stay");
        }
    }
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) -> io::Result<()> {
    // Small answers must not wait for the acknowledgement of the ones before.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let stop = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}
