package say

var jaDurable = table{}
