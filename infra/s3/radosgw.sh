#!/usr/bin/env bash
# A real S3 server for tests and measurements: Ceph's radosgw with one monitor and one OSD in RAM, on loopback only.
#   infra/s3/radosgw.sh start DIR   prints the environment of a client, as lines of NAME=value
#   infra/s3/radosgw.sh stop DIR    ends what start began, and removes DIR
# Where it is not installed and cannot be (no Debian, not root), start says so and ends with 69 (EX_UNAVAILABLE).
set -euo pipefail
what=${1:?start or stop} dir=$(realpath -m "${2:?a directory of its own}")
[ "$(id -u)" = 0 ] || export PATH="$PATH:/usr/sbin"

stop() {
  for name in client.rgw osd.0 mon.a; do
    [ -s "$dir/run/$name.pid" ] && kill -CONT "$(cat "$dir/run/$name.pid")" 2>/dev/null && kill -9 "$(cat "$dir/run/$name.pid")" 2>/dev/null || true
  done
  rm -rf "$dir"
}

install() {
  command -v radosgw >/dev/null && command -v ceph-mon >/dev/null && command -v ceph-osd >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && timeout 120 apt-get install -y -qq --no-install-recommends ceph-mon ceph-osd radosgw; } >/dev/null 2>&1 || true
    command -v radosgw >/dev/null && return
  fi
  echo 'radosgw is not here and cannot be installed.' >&2
  exit 69
}

# Ports that nobody listens on now.
ports() {
  node -e "
    const { createServer } = require('node:net');
    const servers = [1, 2, 3].map(() => createServer().listen(0, '127.0.0.1'));
    setTimeout(() => { console.log(servers.map((s) => s.address().port).join(' ')); servers.forEach((s) => s.close()); }, 100);"
}

until_so() {
  local tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 150 ] || { echo "radosgw did not come up: $*" >&2; stop; exit 70; }
    sleep 0.2
  done
}

start() {
  install
  mkdir -p "$dir/run" "$dir/log" "$dir/osd" "$dir/mon"
  read -r mon2 mon1 rgw < <(ports)
  fsid=$(cat /proc/sys/kernel/random/uuid)
  classes=$(dirname "$(find /usr/lib -name 'libcls_rgw.so' 2>/dev/null | head -1)")
  cat > "$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon_host = [v2:127.0.0.1:$mon2/0,v1:127.0.0.1:$mon1/0]
mon_initial_members = a
osd_pool_default_size = 1
osd_pool_default_min_size = 1
mon_allow_pool_size_one = true
osd_crush_chooseleaf_type = 0
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
mon_max_pg_per_osd = 1000
run_dir = $dir/run
admin_socket = $dir/run/\$name.asok
pid_file = $dir/run/\$name.pid
log_file = $dir/log/\$name.log
osd_data = $dir/osd
mon_data = $dir/mon
osd_objectstore = memstore
memstore_device_bytes = 2147483648
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
osd_class_dir = $classes
keyring = $dir/keyring
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:$rgw tcp_nodelay=1
CONF
  conf=(-c "$dir/ceph.conf") keys="$dir/keyring"
  {
    ceph-authtool --create-keyring "$keys" --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool "$keys" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *'
    ceph-authtool "$keys" --gen-key -n client.rgw --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
    ceph-authtool "$keys" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' --cap mgr 'allow profile osd'
    monmaptool --create --clobber --addv a "[v2:127.0.0.1:$mon2,v1:127.0.0.1:$mon1]" --fsid "$fsid" "$dir/monmap"
    ceph-mon "${conf[@]}" --mkfs -i a --monmap "$dir/monmap" --keyring "$keys"
  } >/dev/null 2>&1
  begin mon.a ceph-mon -i a
  until_so timeout 5 ceph "${conf[@]}" -s
  ceph "${conf[@]}" config set global osd_pool_default_pg_autoscale_mode off >/dev/null 2>&1
  osd=$(cat /proc/sys/kernel/random/uuid)
  ceph "${conf[@]}" osd new "$osd" >/dev/null 2>&1
  ceph-osd "${conf[@]}" -i 0 --mkfs --osd-uuid "$osd" >/dev/null 2>&1
  begin osd.0 ceph-osd -i 0
  until_so bash -c "timeout 5 ceph -c $dir/ceph.conf osd stat 2>/dev/null | grep -q '1 up'"
  begin client.rgw radosgw -n client.rgw
  until_so bash -c "exec 3<>/dev/tcp/127.0.0.1/$rgw"
  until_so radosgw-admin "${conf[@]}" user create --uid=test --display-name=test --access-key=TESTKEY --secret-key=testsecret
  printf '%s\n' "IMG_S3_ENDPOINT=http://127.0.0.1:$rgw" AWS_ACCESS_KEY_ID=TESTKEY AWS_SECRET_ACCESS_KEY=testsecret AWS_REGION=us-east-1 "OSD_PID=$(cat "$dir/run/osd.0.pid")"
}

begin() {
  local name=$1
  shift
  setsid "$@" "${conf[@]}" -f </dev/null >"$dir/log/$name.out" 2>&1 &
  echo $! > "$dir/run/$name.pid"
}

case $what in
  start) start ;;
  stop) stop ;;
  *) echo 'start or stop' >&2; exit 64 ;;
esac
