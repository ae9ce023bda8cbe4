/* Where the time and the CPU go: the cost ladder, stages inside the leader, CPU by process, threads by pool. */
(function () {
  'use strict';

  const {el, number, bars, legend, figure, view, pictures} = Raftmark;
  const {data, has, opsText, seriesOf} = view;
  const COLOURS = ['s0', 's1', 's2', 's3', 's4', 's5', 's6'];
  const REST = 's7';
  const POOLS_APART = 7;
  const LADDERS_MAX = 6;
  const microsText = value => number(value, value >= 100 ? 0 : 1) + ' µs';

  /** Segments [{label, colour, value}] as a bar with its total. */
  function stacked(segments, unit) {
    const known = segments.filter(segment => has(segment.value));
    const text = unit || microsText;
    return {
      segments: known.map(segment => ({colour: segment.colour, value: Math.max(0, segment.value),
        text: segment.label + ' ' + text(segment.value)})),
      total: text(known.reduce((sum, segment) => sum + segment.value, 0))
    };
  }

  // ---- the cost ladder

  const ladder = figure('ladder', 'The cost ladder: what each layer adds to an operation');
  pictures.push(ladder);
  ladder.absent = () => (data.ladders.length === 0
    ? 'it needs runs of the layers one by one (echo, local map, one Raft node, three); bin/raftmark run cost-ladder makes them' : '');
  ladder.draw = () => {
    const passing = data.ladders.filter(view.passesLadder);
    const ofLoad = passing.filter(one => view.choice.clients === null || view.choice.clients === one.clients);
    const chosen = ofLoad.length ? ofLoad : passing;
    if (chosen.length === 0) {
      ladder.say(view.NOTHING_CHOSEN);
    } else if (ofLoad.length === 0) {
      ladder.say('There is no ladder at this load; these are at others.');
    }
    // Where a sweep has many, those with the most layers say the most.
    const drawn = chosen.slice().sort((a, b) => b.rungs.length - a.rungs.length).slice(0, LADDERS_MAX);
    // One scale for all ladders, so that bars of neighbours can be held against each other.
    const most = key => Math.max(0, ...drawn.flatMap(one => one.rungs.map(rung => rung[key] || 0)));
    const dearest = drawn.map(one => {
      const most = one.rungs.filter(rung => has(rung.moreLatencyMicros)).sort((a, b) => b.moreLatencyMicros - a.moreLatencyMicros)[0];
      return most === undefined ? '' : most.adds + ', ' + (most.severalLayers ? 'together ' : '') + microsText(most.moreLatencyMicros)
        + ' from ' + most.standsOn + ' to ' + most.rung + ' (' + one.label + ')';
    }).filter(Boolean).join('; ');
    ladder.finding.textContent = dearest === '' ? '' : 'The dearest step, by medians: ' + dearest + '.';
    const skipped = [...new Set(drawn.flatMap(one => one.rungs.filter(rung => rung.severalLayers).map(rung => rung.standsOn + ' to ' + rung.rung)))];
    ladder.caption.textContent = 'Each bar is a whole operation on its rung, median over valid runs: colour is what it costs more than the'
      + ' rung it stands on, repetition by repetition, grey the rest.'
      + (skipped.length ? ' Rungs are missing here: ' + skipped.join(', ') + ' is more than one layer, and what each costs is not known.' : '')
      + ' Rungs run under other terms (no log, one process), so a ladder compares layers and'
      + ' never libraries. spi leaves the front end out: it is held against one process, and costs less.';
    legend(ladder.legend, [{label: 'without what this rung adds', colour: REST}, {label: 'added by this rung', colour: 's1'}]);
    ladder.plots.classList.add('two');
    for (const one of drawn) {
      const several = data.directories.length > 1 ? data.directories[one.directory].label + ' · ' : '';
      for (const [what, whole, more] of [['time of an operation', 'latencyMicros', 'moreLatencyMicros'], ['servers\' CPU time', 'serverCpuMicros', 'moreServerCpuMicros']]) {
        const rungs = one.rungs.filter(rung => has(rung[whole]));
        if (rungs.length > 0) {
          bars(ladder.place(several + one.label + ': ' + what), ladder.title + ', ' + one.label + ', ' + what, rungs.map(rung => {
            const added = has(rung[more]) ? Math.max(0, Math.min(rung[more], rung[whole])) : has(rung.standsOn) ? 0 : rung[whole];
            return {
              name: rung.rung,
              segments: [{colour: REST, value: rung[whole] - added, text: 'without ' + (rung.severalLayers ? 'these layers ' : 'this layer ') + microsText(rung[whole] - added)},
                {colour: 's1', value: added, text: rung.adds + ' ' + microsText(added)}],
              total: microsText(rung[whole]) + (has(rung[more]) ? ' (' + (rung[more] < 0 ? '−' : '+') + microsText(Math.abs(rung[more])) + ')' : '')
            };
          }), most(whole));
        }
      }
    }
    if (drawn.length < chosen.length) {
      ladder.say('Drawn are ' + drawn.length + ' of ' + chosen.length + ' ladders, those with the most rungs; the table has all.');
    }
    ladder.values([{name: 'ladder'}, {name: 'rung'}, {name: 'what it is'}, {name: 'configuration'}, {name: 'stands on'}, {name: 'differs by'}, {name: 'ops/s', digits: 0},
      {name: 'latency µs', digits: 1}, {name: 'added µs', digits: 1}, {name: 'CPU of servers µs', digits: 1}, {name: 'added CPU µs', digits: 1}, {name: 'CPU of client µs', digits: 1},
      {name: 'context switches', digits: 2}],
    chosen.flatMap(one => one.rungs.map(r => [one.label, r.rung, r.meaning, r.configuration, r.standsOn, r.adds, r.throughputOpsPerSecond,
      r.latencyMicros, r.moreLatencyMicros, r.serverCpuMicros, r.moreServerCpuMicros, r.clientCpuMicros, r.switches])));
  };

  // ---- stages

  const stages = figure('stages', 'Where a request\'s time goes');
  pictures.push(stages);
  const ofStages = c => {
    const parts = [{label: 'wait for a handler thread', colour: 's4', value: c.stages.handlerWait.mean},
      {label: 'commit and apply', colour: 's0', value: c.stages.commit.mean}, {label: 'reply', colour: 's2', value: c.stages.reply.mean}];
    const inside = parts.reduce((sum, part) => sum + (part.value || 0), 0);
    return has(c.meanMicros) && c.meanMicros > inside
      ? parts.concat([{label: 'outside: network, event loops, client', colour: REST, value: c.meanMicros - inside}]) : parts;
  };
  stages.absent = () => (view.measured.some(c => c.stages) ? ''
    : 'stages inside the server were not sampled in these runs; runs of this version sample them, such as bin/raftmark run server-threads');
  const asShares = el('input', {type: 'checkbox'});
  asShares.checked = true;
  asShares.addEventListener('change', () => view.redraw(stages));
  stages.controls.append(el('label', {}, asShares, 'as shares of the time'));
  const wholeOf = c => ofStages(c).reduce((sum, part) => sum + (part.value || 0), 0);

  /** What share of the time a stage takes, from where it is least to where it is most. */
  function shareRange(all, label, words) {
    const shares = all.map(c => ({c, share: 100 * ((ofStages(c).find(part => part.label === label) || {}).value || 0) / wholeOf(c)}))
        .sort((a, b) => a.share - b.share);
    const [low, high] = [shares[0], shares[shares.length - 1]];
    return words + ' takes ' + number(low.share, 0) + ' % (' + view.fullLabel(low.c) + ')'
      + (low === high ? '' : ' to ' + number(high.share, 0) + ' % (' + view.fullLabel(high.c) + ')') + ' of the time of a request. ';
  }

  stages.draw = configurations => {
    const all = view.withOpen(configurations).filter(c => c.stages);
    stages.caption.textContent = view.loadsSentence(all) + 'Mean time of a request in each stage at the leader, sampled, median over valid runs. The grey rest up to the'
      + ' mean latency that clients saw was spent outside the stages.';
    if (all.length === 0) {
      stages.say(view.withOpen(configurations).length === 0 ? view.NOTHING_CHOSEN : 'Stages were not sampled in these runs.');
      return;
    }
    stages.finding.textContent = shareRange(all, 'wait for a handler thread', 'The wait for a handler thread')
      + shareRange(all, 'commit and apply', 'Commit and apply');
    legend(stages.legend, [...new Map(all.flatMap(ofStages).map(part => [part.label, part])).values()]);
    view.barsOf(stages, stages.place(), all, c => {
      const whole = wholeOf(c);
      return asShares.checked ? Object.assign(stacked(ofStages(c).map(part => Object.assign({}, part, {value: has(part.value) ? 100 * part.value / whole
        : null})), value => number(value, 0) + ' %'), {total: microsText(whole)}) : stacked(ofStages(c));
    });
    stages.values(view.FIGURE_COLUMNS.concat(['wait', 'commit', 'reply'].flatMap(name => ['mean', 'p50', 'p99'].map(figureName =>
      ({name: name + ' ' + figureName + ' µs', digits: 1}))), [{name: 'mean latency µs', digits: 1}, {name: 'samples a run', digits: 0},
      {name: 'operations per log append', digits: 2}, {name: 'operations per fsync', digits: 2}]),
    all.map(c => view.figureCells(c).concat(...[c.stages.handlerWait, c.stages.commit, c.stages.reply].map(stage => [stage.mean, stage.p50, stage.p99]),
        [c.meanMicros, c.stages.samples, c.operationsPerLogAppend, c.operationsPerFsync])));
  };

  // ---- CPU

  const cpu = figure('cpu', 'CPU time per operation, by process');
  pictures.push(cpu);
  const hasCpu = c => has(c.cpuMicros.servers) || has(c.cpuMicros.client);
  const ofCpu = c => (has(c.cpuMicros.leader)
    ? [{label: 'leader', colour: 's0', value: c.cpuMicros.leader},
      {label: 'other servers', colour: 's2', value: c.cpuMicros.otherServers},
      {label: 'client', colour: REST, value: c.cpuMicros.client}]
    : [{label: 'all servers', colour: 's4', value: c.cpuMicros.servers}, {label: 'client', colour: REST, value: c.cpuMicros.client}])
      .filter(part => has(part.value));
  cpu.absent = () => (view.measured.some(hasCpu) ? '' : 'CPU time was not measured in these runs: /proc was missing');
  /** From the cheapest to the dearest of those that may be compared: of one directory, under equal terms, at one load. */
  function cpuRange(all) {
    const groups = new Map();
    for (const c of all.filter(one => !one.open)) {
      const key = [seriesOf(c).directory, c.terms, c.clients].join('/');
      groups.set(key, (groups.get(key) || []).concat({c, sum: ofCpu(c).reduce((sum, part) => sum + part.value, 0)}));
    }
    const largest = [...groups.values()].sort((a, b) => b.length - a.length)[0];
    if (largest === undefined || largest.length < 2) {
      return '';
    }
    largest.sort((a, b) => a.sum - b.sum);
    const [cheapest, dearest] = [largest[0], largest[largest.length - 1]];
    const {c: one} = largest[0];
    const which = groups.size === 1 ? 'An' : 'Of ' + largest.length + ' configurations ' + (data.directories.length > 1 ? 'of '
      + data.directories[seriesOf(one).directory].label + ' ' : '') + 'under equal terms, at ' + view.clientsText(one.clients) + ', an';
    return which + ' operation costs from ' + microsText(cheapest.sum) + ' of CPU with '
      + view.fullLabel(cheapest.c) + ' to ' + microsText(dearest.sum) + ' with ' + view.fullLabel(dearest.c) + '.';
  }

  cpu.draw = configurations => {
    const all = view.withOpen(configurations).filter(hasCpu);
    cpu.caption.textContent = view.loadsSentence(all) + 'Microseconds of CPU that one operation costs: each part is its own median over valid runs, and the total is the sum of the parts as drawn. On a machine that all of them'
      + ' share, that sum limits throughput: cores × 1,000,000 µs a second is all there is.';
    if (all.length === 0) {
      cpu.say(view.withOpen(configurations).length === 0 ? view.NOTHING_CHOSEN : 'CPU time was not measured in these runs.');
      return;
    }
    cpu.finding.textContent = cpuRange(all);
    legend(cpu.legend, [...new Map(all.flatMap(ofCpu).map(part => [part.label, part])).values()]);
    view.barsOf(cpu, cpu.place(), all, c => stacked(ofCpu(c)));
    cpu.values(view.FIGURE_COLUMNS.concat([{name: 'leader µs', digits: 1}, {name: 'other servers µs', digits: 1},
      {name: 'all servers µs', digits: 1}, {name: 'client µs', digits: 1}, {name: 'GC pauses of servers µs', digits: 2},
      {name: 'voluntary context switches of servers', digits: 2}]),
    all.map(c => view.figureCells(c).concat([c.cpuMicros.leader, c.cpuMicros.otherServers, c.cpuMicros.servers, c.cpuMicros.client, c.gcMicros,
      c.switches])));
  };

  // ---- threads

  const pools = figure('pools', 'Live threads by pool');
  pictures.push(pools);
  const threadsIn = (c, pool) => (c.poolThreads && has(c.poolThreads[pool]) ? c.poolThreads[pool] : null);
  const sumOf = (cells, pool) => cells.reduce((sum, c) => sum + (threadsIn(c, pool) || 0), 0);
  pools.absent = () => (view.measured.some(c => c.poolThreads) ? ''
    : 'live threads by pool were not counted in these runs; runs of this version count them, such as bin/raftmark run server-threads');
  pools.draw = configurations => {
    const all = view.withOpen(configurations).filter(c => c.poolThreads);
    pools.caption.textContent = view.loadsSentence(all) + '"Server threads" is one pool of many. The most threads of each pool that were alive in the leader\'s process while'
      + ' measuring (embedded: in the harness\' process), median over valid runs.';
    if (all.length === 0) {
      pools.say(view.withOpen(configurations).length === 0 ? view.NOTHING_CHOSEN : 'Live threads by pool were not counted in these runs.');
      return;
    }
    const byGrowth = data.pools.map((name, pool) => ({name, pool, sum: sumOf(all, pool)})).filter(one => one.sum > 0)
        .sort((a, b) => (b.name === 'handler') - (a.name === 'handler') || b.sum - a.sum);
    const apart = byGrowth.slice(0, POOLS_APART);
    const parts = c => apart.map((one, i) => ({label: one.name, colour: COLOURS[i], value: threadsIn(c, one.pool)}))
        .concat(byGrowth.length > apart.length ? [{label: 'other pools', colour: REST,
          value: byGrowth.slice(POOLS_APART).reduce((sum, one) => sum + (threadsIn(c, one.pool) || 0), 0)}] : []);
    legend(pools.legend, parts(all[0]));
    view.barsOf(pools, pools.place(), all, c => stacked(parts(c), opsText));
    pools.values(view.FIGURE_COLUMNS.concat(byGrowth.map(one => ({name: one.name, digits: 0}))),
        all.map(c => view.figureCells(c).concat(byGrowth.map(one => threadsIn(c, one.pool)))));
  };
})();
